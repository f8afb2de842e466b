import type { TrackedEvent } from '@aisle/core';
import { contextLength, type ModelConfig } from '../config.js';
import type { ItemMatrix } from '../light/itemMatrix.js';
import { itemLogit } from '../light/scoreRows.js';
import { type EventActions, eventActions, type RowOfItem } from './eventActions.js';

/** The network of a model. */
export interface ExplainedNetwork {
  readonly config: ModelConfig;
  readonly items: ItemMatrix;
  /** Encodes a history that is not empty. @returns float32 [width] */
  readonly queryOf: (history: EventActions['actions']) => Float32Array;
}

/** The network's logits of some items. */
export interface NetworkEffects {
  /** [rows.length], of the whole history */
  readonly logits: Float64Array;
  /** By index of an event: [rows.length], the logits without it. An absent event changes nothing. */
  readonly without: ReadonlyMap<number, Float64Array>;
}

/**
 * Leaves out each event once, and encodes the others. The network is not a sum over the events, so these effects do not add
 * up to its logit. Without any event, the network adds nothing to a score.
 *
 * @param history `eventActions` of the events, not empty
 * @param rows embedding rows
 * @param pause is awaited before each encoding
 */
export async function networkEffects(
  { config, items, queryOf }: ExplainedNetwork,
  events: readonly TrackedEvent[],
  rowOfItem: RowOfItem,
  { actions, eventIndices }: EventActions,
  rows: Int32Array,
  pause: () => Promise<void>,
): Promise<NetworkEffects> {
  const logitsOf = (history: EventActions['actions']) => {
    const query = history.length > 0 ? queryOf(history) : new Float32Array(config.width);
    return Float64Array.from(rows, (row) => itemLogit(query, items, row));
  };
  const without = new Map<number, Float64Array>();
  // The time since the action before the first one is a part of the input.
  for (const left of new Set(eventIndices.slice(-contextLength(config) - 1))) {
    await pause();
    const others = events.filter((_, index) => index !== left);
    without.set(left, logitsOf(eventActions(others, rowOfItem).actions));
  }
  return { logits: logitsOf(actions), without };
}
