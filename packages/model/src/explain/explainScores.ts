import type { TrackedEvent } from '@aisle/core';
import type { HistoryTables } from '../scoreParts/historyTables.js';
import { actionShares } from './actionShares.js';
import { eventActions, type RowOfItem } from './eventActions.js';
import { type ExplainedNetwork, networkEffects } from './networkEffects.js';

/** What one cause adds to one part of an item's score. */
export interface ScoreRow {
  /**
   * The index of an event. Or `together`: what the events add to the network's logit only in combination. Or `popularity`:
   * the item's bias, which is the same for every history.
   */
  readonly cause: number | 'together' | 'popularity';
  /** `network`, `statistics`, or the name of a part of the history. */
  readonly part: string;
  /** In logits. Never 0. */
  readonly contribution: number;
}

/**
 * Explains the scores of items by the events of a history. The parts of the history are split exactly (`actionShares`). For
 * the network, the row of an event says how much lower its logit is without this event. The row `together` has the rest.
 *
 * @param events oldest first. At least one must have an action on an item that the model knows.
 * @param rows embedding rows
 * @param pause is awaited between encodings. There is one for each of the latest `contextLength(config)` events.
 * @returns [rows.length], rows that add up to the score of the item
 */
export async function explainScores(
  model: ExplainedNetwork & HistoryTables,
  events: readonly TrackedEvent[],
  rowOfItem: RowOfItem,
  rows: Int32Array,
  pause: () => Promise<void> = async () => {},
): Promise<readonly (readonly ScoreRow[])[]> {
  const history = eventActions(events, rowOfItem);
  const { logits, without } = await networkEffects(model, events, rowOfItem, history, rows, pause);
  const sharesOf = actionShares(model.config, model, history.actions);
  return [...rows].map((row, i) => {
    const found: ScoreRow[] = [{ cause: 'popularity', part: 'statistics', contribution: model.items.bias[row]! }];
    let together = logits[i]!;
    for (const [cause, others] of without) {
      const contribution = logits[i]! - others[i]!;
      together -= contribution;
      found.push({ cause, part: 'network', contribution });
    }
    found.push({ cause: 'together', part: 'network', contribution: together });
    for (const { part, shares } of sharesOf(row)) {
      const byEvent = new Map<number, number>();
      shares.forEach((share, action) => {
        const event = history.eventIndices[action]!;
        byEvent.set(event, (byEvent.get(event) ?? 0) + share);
      });
      for (const [cause, contribution] of byEvent) found.push({ cause, part, contribution });
    }
    return found.filter(({ contribution }) => contribution !== 0);
  });
}
