import type { Reader } from '@aisle/core';
import type { Action } from '../action.js';
import type { TransitionTable } from '../transitionTable.js';

/** What a history adds to the scores of items without the network. Plain arithmetic, the same on every tier. */
export interface HistoryPart<Key extends string = string, Config = unknown> {
  /** Name of its column. */
  readonly name: string;
  /** Field of the model's config that holds its numbers; where the field is absent, the model has no such part. */
  readonly configKey: Key;
  readonly parseConfig: (reader: Reader) => Config;
  /**
   * @param memory present where the model has one
   * @returns logits by embedding row; an item that is absent gets 0
   */
  readonly score: (
    config: Config,
    history: readonly Action[],
    memory: TransitionTable | undefined,
  ) => ReadonlyMap<number, number>;
}
