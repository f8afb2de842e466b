import { AisleError } from '@aisle/core';
import type { ItemTarget } from '../heads/ranking.js';
import { type TimeSpan, timeSpan } from './itemStatistics.js';
import { addTraining, type TrainingHistory } from './split.js';

/** What a continued training must know about the previous training. */
export interface Continuation {
  /** Time of the latest event that the previous training used. */
  readonly trainedUntilMs: number;
  /**
   * The time span for the recency of items. It is the span of the first training, because the biases of unchanged items
   * depend on it.
   */
  readonly recency: TimeSpan;
}

/** @param training with real timestamps @param recency of the previous release. Default: the span of `training`. */
export function continuationOf(
  training: readonly TrainingHistory[],
  recency: TimeSpan = timeSpan(training),
): Continuation {
  return { trainedUntilMs: timeSpan(training).lastMs, recency };
}

/** The histories as a training until this time saw them, with the labels that it gave them. */
export function historiesUntil(
  training: readonly TrainingHistory[],
  untilMs: number,
  target: ItemTarget,
): TrainingHistory[] {
  const known: TrainingHistory[] = [];
  for (const { actions } of training)
    addTraining(
      known,
      actions.filter(({ timestampMs }) => timestampMs <= untilMs),
      target,
    );
  return known;
}

/**
 * The rows that a continued training learns. They are new items and items with later events.
 *
 * @param releasedItemCount higher rows are new items
 * @returns [itemCount + 1], 1 for the rows to learn
 */
export function rowsToLearn(
  training: readonly TrainingHistory[],
  itemCount: number,
  releasedItemCount: number,
  { trainedUntilMs }: Continuation,
): Uint8Array {
  const learned = new Uint8Array(itemCount + 1).fill(1, releasedItemCount + 1);
  for (const { actions } of training)
    for (const { itemRow, timestampMs } of actions) if (timestampMs > trainedUntilMs) learned[itemRow] = 1;
  return learned;
}

/**
 * The parts of the histories with events after this time, and `windowLength` earlier actions as context. The context
 * has no labels: new items did not exist then, so its labels would teach that they never come next.
 *
 * @throws AisleError `data-invalid` if no event is later
 */
export function historiesSince(
  training: readonly TrainingHistory[],
  sinceMs: number,
  windowLength: number,
): TrainingHistory[] {
  const parts = training.flatMap(({ actions, labelRows }): TrainingHistory[] => {
    const first = actions.findIndex(({ timestampMs }) => timestampMs > sinceMs);
    const start = Math.max(0, first - windowLength);
    return first < 0
      ? []
      : [{ actions: actions.slice(start), labelRows: labelRows.slice(start), firstTargetIndex: first - start }];
  });
  if (parts.length > 0) return parts;
  const since = new Date(sinceMs).toISOString();
  throw new AisleError(
    'data-invalid',
    `No event of the training part is later than ${since}, when the training of the release ended. Give a log with later events.`,
    { since },
  );
}
