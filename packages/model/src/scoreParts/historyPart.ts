import type { Reader } from '@aisle/core';
import type { Action } from '../action.js';
import type { HistoryTables } from './historyTables.js';

/** A part of the score that depends on the history, without the network. Plain arithmetic, the same on every tier. */
export interface HistoryPart<Key extends string = string, Config = unknown> {
  /** Name of its column. */
  readonly name: string;
  /** The field of the model's config with its numbers. If the field is absent, the model has no such part. */
  readonly configKey: Key;
  readonly parseConfig: (reader: Reader) => Config;
  /** @returns logits by embedding row; absent rows have 0 */
  readonly score: (config: Config, history: readonly Action[], tables: HistoryTables) => Map<number, number>;
}
