import type { TrainedModel } from '../config.js';
import { itemTarget } from '../heads/ranking.js';
import { buildTransitions } from './buildTransitions.js';
import { type Continuation, historiesSince, historiesUntil, rowsToLearn } from './continuation.js';
import { continuedBias } from './continueBias.js';
import { continuedTransitions } from './continueTransitions.js';
import { DEFAULT_FIT, type FitOptions, type FitProgress, fit, stateFrom } from './fit.js';
import { type ReportedScore, scoreOfReport } from './fitScore.js';
import type { ItemAttributes } from './itemAttributes.js';
import { itemStatistics } from './itemStatistics.js';
import { ITEM_BIAS, ITEM_VECTORS } from './itemTable.js';
import { withNewItems } from './newItems.js';
import { SHARE_OF_LEARNING_RATE } from './refit.js';
import { releasedNetwork } from './releasedNetwork.js';
import type { TrainingHistory } from './split.js';

export interface ContinueOptions {
  /** As its readers get it; all rows of its items are the first ones of `training`'s. */
  readonly release: TrainedModel;
  /** Of the release's report; absent where the network alone ranks. */
  readonly score: ReportedScore | undefined;
  readonly continuation: Continuation;
  /** Everything that may be learned from now, old and new, with real timestamps. */
  readonly training: readonly TrainingHistory[];
  readonly itemCount: number;
  /** What the catalogue says of the items now. */
  readonly attributes: ItemAttributes | undefined;
  readonly seed: number;
}

export interface Continued {
  readonly model: TrainedModel;
  /** [itemCount + 1], 1 for items that are new or have new events */
  readonly learnedRows: Uint8Array;
}

/** A day of a small shop is a batch or two, which takes some repeating. */
const STEPS = 80;
const FEWEST_EPOCHS = 5;
const MOST_EPOCHS = 20;

/**
 * How many epochs new events are given: a rule of their number alone, the same for every shop. They are few, and vectors
 * that meet them often learn them by heart: in a week of a simulated shop, 15 epochs lose what 5 have won.
 */
export function continuedEpochs(histories: readonly TrainingHistory[]): number {
  const positions = histories.reduce((sum, { actions }) => sum + actions.length, 0);
  return Math.min(
    MOST_EPOCHS,
    Math.max(FEWEST_EPOCHS, Math.round((STEPS * DEFAULT_FIT.positionsPerBatch) / positions)),
  );
}

/**
 * Learns new items, and those with new events, on top of a release. Everything else keeps the release's values to the
 * bit, so that little of what a browser holds has to be fetched again: the encoder, the vectors, biases and memory rows
 * of all other items.
 *
 * @throws AisleError `data-invalid` where nothing is new, or the score is one of another version
 */
export async function continueFrom(
  options: ContinueOptions,
  onProgress?: (progress: FitProgress) => void,
): Promise<Continued> {
  const { release, continuation, training, itemCount, seed } = options;
  const score = options.score && scoreOfReport(options.score);
  const config = { ...release.config, itemCount };
  const { width, windowLength } = config;
  const learnedRows = rowsToLearn(training, itemCount, release.config.itemCount, continuation);
  const network = networkToGoOnFrom(options);
  const bias = {
    learnedRows,
    network: network.get(ITEM_BIAS)!,
    score,
    statistics: itemStatistics(training, itemCount, true, continuation.recency),
  };

  const histories = historiesSince(training, continuation.trainedUntilMs, windowLength);
  const state = stateFrom(network);
  const fitOptions: FitOptions = {
    ...DEFAULT_FIT,
    config,
    training: histories,
    validation: [],
    maskHistory: false,
    epochs: continuedEpochs(histories),
    seed,
    learningRate: DEFAULT_FIT.learningRate * SHARE_OF_LEARNING_RATE,
    learnedRows,
  };
  const epochs = fit(fitOptions, state, onProgress);
  while (!(await epochs.next()).done);

  // The learned rows alone: averaging and scaling to length 1 may have moved the last bits of the others.
  const vectors = network.get(ITEM_VECTORS)!;
  const learned = state.best.values.get(ITEM_VECTORS)!;
  learnedRows.forEach((isLearned, row) => {
    if (isLearned) vectors.set(learned.subarray(row * width, (row + 1) * width), row * width);
  });
  const values = new Map(release.values)
    .set(ITEM_VECTORS, vectors)
    .set(ITEM_BIAS, continuedBias(release.values.get(ITEM_BIAS)!, bias));
  const counted = score?.transitions && buildTransitions(training, itemCount, score.transitions.shape, score.transitions.neighbours);
  const memory = release.transitions && counted && continuedTransitions(release.transitions, counted, learnedRows);
  return { model: { config, values, ...(memory && { transitions }) }, learnedRows };
}

/** The release's network as it was trained, new items in it: the score is weighed on top of one that knows nothing of its other parts. */
export function networkToGoOnFrom(options: ContinueOptions): Map<string, Float32Array> {
  const { release, score, continuation, training, itemCount } = options;
  const { itemCount: knownCount, width } = release.config;
  const statistics = itemStatistics(
    historiesUntil(training, continuation.trainedUntilMs, itemTarget(release.config)),
    itemCount,
    true,
    continuation.recency,
  );
  return withNewItems(releasedNetwork(release, score, statistics), { knownCount, width, ...options });
}
