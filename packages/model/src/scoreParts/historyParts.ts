import type { Reader } from '@aisle/core';
import type { Action } from '../action.js';
import type { HistoryPart } from './historyPart.js';
import type { HistoryTables } from './historyTables.js';
import { companions, substitutes } from './relations.js';
import { repeats } from './repeats.js';
import { SITUATIONS, type SituationFactors, situationOf } from './situations.js';
import { transitions } from './transitions.js';

/** Every part of a score that depends on the history alone, in the order of their addition. */
const HISTORY_PARTS = [transitions, repeats, companions, substitutes] as const;

type Parts = (typeof HISTORY_PARTS)[number];

/** The fields of a model's config for these parts. */
export type HistoryPartConfigs = {
  readonly [Part in Parts as Part['configKey']]?: ReturnType<Part['parseConfig']>;
} & {
  /** Absent if the parts weigh the same in every situation. */
  readonly situations?: SituationFactors;
};

const MAX_FACTOR = 1000;

/** The scores of one part, in logits by embedding row. Absent rows have 0. */
export interface HistoryColumn {
  readonly name: string;
  readonly scores: ReadonlyMap<number, number>;
}

/** The scores of a history without the network: one column for each part of the model. */
export type HistoryScores = readonly HistoryColumn[];

/** @param tables of the model with this config */
export function historyScores(
  config: HistoryPartConfigs,
  tables: HistoryTables,
  history: readonly Action[],
): HistoryScores {
  const factors = config.situations?.[situationOf(history)];
  return (HISTORY_PARTS as readonly HistoryPart[]).flatMap(({ name, configKey, score }) => {
    const partConfig = (config as Readonly<Record<string, unknown>>)[configKey];
    if (partConfig === undefined) return [];
    const scores = score(partConfig, history, tables);
    const factor = factors?.[name];
    if (factor !== undefined) for (const [row, logit] of scores) scores.set(row, factor * logit);
    return { name, scores };
  });
}

/** Reads the fields of these parts from a config from outside. Absent fields stay absent. */
export function parseHistoryPartConfigs(config: Reader): HistoryPartConfigs {
  const parts = optionalFields(
    config,
    HISTORY_PARTS.map(({ configKey }) => configKey),
    (field, i) => HISTORY_PARTS[i]!.parseConfig(field),
  );
  const names = HISTORY_PARTS.map(({ name }) => name);
  const situations = config
    .field('situations')
    .optional((field) =>
      optionalFields(field, SITUATIONS, (factors) =>
        optionalFields(factors, names, (factor) => factor.positive(MAX_FACTOR)),
      ),
    );
  return { ...parts, ...(situations && { situations }) };
}

function optionalFields<T>(reader: Reader, names: readonly string[], read: (field: Reader, index: number) => T) {
  const found = names.map((name, i) => [name, reader.field(name).optional((field) => read(field, i))] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined)) as { [name: string]: T };
}
