import type { Reader } from '@aisle/core';
import type { Action } from '../action.js';
import type { TransitionTable } from '../transitionTable.js';
import type { HistoryPart } from './historyPart.js';
import { repeats } from './repeats.js';
import { transitions } from './transitions.js';

/** Every part of a score that comes from the history alone, in the order in which they are added. */
const HISTORY_PARTS = [transitions, repeats] as const;

type Parts = (typeof HISTORY_PARTS)[number];

/** The fields of a model's config that belong to these parts. */
export type HistoryPartConfigs = {
  readonly [Part in Parts as Part['configKey']]?: ReturnType<Part['parseConfig']>;
};

/** What one part gives items, in logits by embedding row; an item that is absent gets 0. */
export interface HistoryColumn {
  readonly name: string;
  readonly scores: ReadonlyMap<number, number>;
}

/** What a history alone says of items, one column for each part that the model has. */
export type HistoryScores = readonly HistoryColumn[];

/** @param memory present where the config has one */
export function historyScores(
  config: HistoryPartConfigs,
  memory: TransitionTable | undefined,
  history: readonly Action[],
): HistoryScores {
  return (HISTORY_PARTS as readonly HistoryPart[]).flatMap(({ name, configKey, score }) => {
    const partConfig = (config as Readonly<Record<string, unknown>>)[configKey];
    return partConfig === undefined ? [] : { name, scores: score(partConfig, history, memory) };
  });
}

/** Reads the fields of these parts from a config that came from outside; fields that are absent stay absent. */
export function parseHistoryPartConfigs(config: Reader): HistoryPartConfigs {
  const found = HISTORY_PARTS.map(({ configKey, parseConfig }) => [
    configKey,
    config.field(configKey).optional<unknown>(parseConfig),
  ]);
  return Object.fromEntries(found.filter(([, partConfig]) => partConfig !== undefined));
}
