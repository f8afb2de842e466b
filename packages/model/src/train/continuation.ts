import { AisleError } from '@aisle/core';
import type { ItemTarget } from '../heads/ranking.js';
import { type TimeSpan, timeSpan } from './itemStatistics.js';
import { addTraining, type TrainingHistory } from './split.js';

/** What a continued training must know of the one that it goes on from. */
export interface Continuation {
  /** No event after it was trained on. */
  readonly trainedUntilMs: number;
  /**
   * The span that all items' recency was counted within: that of the first training, since the biases of items that a
   * continued one leaves alone keep it.
   */
  readonly recency: TimeSpan;
}

/** @param training with real timestamps @param recency of the release that was gone on from, if there is one */
export function continuationOf(
  training: readonly TrainingHistory[],
  recency: TimeSpan = timeSpan(training),
): Continuation {
  return { trainedUntilMs: timeSpan(training).lastMs, recency };
}

/** The part of the histories that a training until this time has seen, with the labels that it gave them. */
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
 * The rows that a continued training learns: items that the release does not have, and those with an event that it has
 * not seen.
 *
 * @param knownCount the release's number of items; rows above are new
 * @returns [itemCount + 1], 1 where the row is learned
 */
export function rowsToLearn(
  training: readonly TrainingHistory[],
  itemCount: number,
  knownCount: number,
  { trainedUntilMs }: Continuation,
): Uint8Array {
  const learned = new Uint8Array(itemCount + 1).fill(1, knownCount + 1);
  for (const { actions } of training)
    for (const { itemRow, timestampMs } of actions) if (timestampMs > trainedUntilMs) learned[itemRow] = 1;
  return learned;
}

/**
 * The stretches of the histories that hold events after this time: what there is to learn, after `windowLength` actions as
 * context. To foresee those again would teach that new items are not what comes next, at a time when they did not exist.
 *
 * @throws AisleError `data-invalid` where there is no such event
 */
export function historiesSince(
  training: readonly TrainingHistory[],
  sinceMs: number,
  windowLength: number,
): TrainingHistory[] {
  const stretches = training.flatMap(({ actions, labelRows }): TrainingHistory[] => {
    const first = actions.findIndex(({ timestampMs }) => timestampMs > sinceMs);
    const start = Math.max(0, first - windowLength);
    return first < 0
      ? []
      : [{ actions: actions.slice(start), labelRows: labelRows.slice(start), taughtFrom: first - start }];
  });
  if (stretches.length > 0) return stretches;
  const since = new Date(sinceMs).toISOString();
  throw new AisleError(
    'data-invalid',
    `There is nothing new to train on: no event of the training part is later than ${since}, until when the release was trained. Give a later log.`,
    { since },
  );
}
