import type { Reader } from '@aisle/core';
import type { Action } from '../action.js';
import type { HistoryPart } from './historyPart.js';
import type { HistoryTables } from './historyTables.js';
import { companions, substitutes } from './relations.js';
import { repeats } from './repeats.js';
import { transitions } from './transitions.js';

/** Every part of a score that depends on the history alone, in the order of their addition. */
const HISTORY_PARTS = [transitions, repeats, companions, substitutes] as const;

type Parts = (typeof HISTORY_PARTS)[number];

/** The fields of a model's config for these parts. */
export type HistoryPartConfigs = {
  readonly [Part in Parts as Part['configKey']]?: ReturnType<Part['parseConfig']>;
};

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
  return (HISTORY_PARTS as readonly HistoryPart[]).flatMap(({ name, configKey, score }) => {
    const partConfig = (config as Readonly<Record<string, unknown>>)[configKey];
    return partConfig === undefined ? [] : { name, scores: score(partConfig, history, tables) };
  });
}

/** Reads the fields of these parts from a config from outside. Absent fields stay absent. */
export function parseHistoryPartConfigs(config: Reader): HistoryPartConfigs {
  const found = HISTORY_PARTS.map(({ configKey, parseConfig }) => [
    configKey,
    config.field(configKey).optional<unknown>(parseConfig),
  ]);
  return Object.fromEntries(found.filter(([, partConfig]) => partConfig !== undefined));
}
