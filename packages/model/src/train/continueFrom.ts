import type { TrainedModel } from '../config.js';
import { itemTarget } from '../heads/ranking.js';
import type { TransitionTable } from '../transitionTable.js';
import type { ContentKind } from './contentKind.js';
import { contentNeighbours } from './contentNeighbours.js';
import { type Continuation, historiesSince, historiesUntil, rowsToLearn } from './continuation.js';
import { continuedBias } from './continueBias.js';
import { continuedTransitions } from './continueTransitions.js';
import { countedTransitions } from './countedTransitions.js';
import { countEvents } from './eventCounts.js';
import { type FitProgress, fit } from './fit.js';
import { DEFAULT_FIT, type FitOptions } from './fitOptions.js';
import { stateFrom } from './fitState.js';
import type { ItemAttributes } from './itemAttributes.js';
import { itemStatistics } from './itemStatistics.js';
import { withItemsWithoutEvents } from './itemsWithoutEvents.js';
import { ITEM_BIAS, ITEM_VECTORS } from './itemTable.js';
import { withNewItems } from './newItems.js';
import { SHARE_OF_LEARNING_RATE } from './refit.js';
import type { Categories, RelationSource } from './relationSource.js';
import { releasedNetwork } from './releasedNetwork.js';
import { type ReportedScore, scoreOfReport } from './scoreReport.js';
import type { TrainingHistory } from './split.js';
import { withContinuedRelations } from './withContinuedRelations.js';

export interface ContinueOptions {
  /** The release as a reader decodes it. Its items are the first rows of `training`. */
  readonly release: TrainedModel;
  /** From the release's report. Absent if the network alone ranks. */
  readonly score: ReportedScore | undefined;
  readonly continuation: Continuation;
  /** All events to learn from, old and new, with real timestamps. */
  readonly training: readonly TrainingHistory[];
  readonly itemCount: number;
  /** The item attributes of the current catalogue. */
  readonly attributes: ItemAttributes | undefined;
  /** What makes items similar by content, as for `contentNeighbours`. */
  readonly contentKinds: readonly ContentKind[];
  /** The categories of the current catalogue. Default: those of the release. */
  readonly categories: Categories | undefined;
  readonly seed: number;
}

export interface ContinuedTraining {
  readonly model: TrainedModel;
  /** [itemCount + 1], 1 for items that are new or have new events */
  readonly learnedRows: Uint8Array;
}

/** A day of a small shop is one or two batches, so it is repeated until this many steps are done. */
const TARGET_STEPS = 80;
const MIN_EPOCHS = 5;
const MAX_EPOCHS = 20;

/**
 * The number of epochs for new events. It depends on their number alone, for every shop. Too many epochs on few events
 * overfit: in a week of a simulated shop, 15 epochs lose what 5 have won.
 */
export function continuedEpochs(histories: readonly TrainingHistory[]): number {
  const positions = histories.reduce((sum, { actions }) => sum + actions.length, 0);
  return Math.min(
    MAX_EPOCHS,
    Math.max(MIN_EPOCHS, Math.round((TARGET_STEPS * DEFAULT_FIT.positionsPerBatch) / positions)),
  );
}

/**
 * Learns new items, and items with new events, on top of a release. The encoder keeps its bits. So do the vectors,
 * biases and transitions of all other items. A browser then downloads only a small part again.
 *
 * @throws AisleError `data-invalid` without new events, or for a score from another version
 */
export async function continueFrom(
  options: ContinueOptions,
  onProgress?: (progress: FitProgress) => void,
): Promise<ContinuedTraining> {
  const { release, continuation, training, itemCount, seed } = options;
  const score = options.score && scoreOfReport(options.score);
  const config = { ...release.config, itemCount };
  const { width, windowLength } = config;
  const learnedRows = rowsToLearn(training, itemCount, release.config.itemCount, continuation);
  const network = networkToContinue(options);
  const bias = {
    learnedRows,
    networkBias: network.get(ITEM_BIAS)!,
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

  // Only the learned rows are copied. Averaging and scaling to length 1 may change the last bits of the others.
  const vectors = network.get(ITEM_VECTORS)!;
  const learned = state.best.values.get(ITEM_VECTORS)!;
  learnedRows.forEach((isLearned, row) => {
    if (isLearned) vectors.set(learned.subarray(row * width, (row + 1) * width), row * width);
  });
  const values = new Map(release.values)
    .set(ITEM_VECTORS, vectors)
    .set(ITEM_BIAS, continuedBias(release.values.get(ITEM_BIAS)!, bias));
  const content = contentOf(options);
  const counts = countEvents(training, itemCount, true);
  const counted = score?.transitions && countedTransitions(score.transitions, counts, itemCount, content);
  const learnedModel = { config, values, ...(counted && { transitions: counted }) };
  const model = content ? withItemsWithoutEvents(learnedModel, counts, content, learnedRows) : learnedModel;
  const transitions =
    release.transitions &&
    model.transitions &&
    continuedTransitions(release.transitions, model.transitions, learnedRows);
  const continued = { config, values: model.values, ...(transitions && { transitions }) };
  const source = relationSourceOf(options, content);
  return { model: withContinuedRelations(continued, release, source, learnedRows), learnedRows };
}

/** The items that are similar by the current catalogue. */
export function contentOf({ contentKinds, itemCount }: ContinueOptions): TransitionTable | undefined {
  return contentKinds.length > 0 ? contentNeighbours(contentKinds, itemCount) : undefined;
}

/** What relations and kinds of the continued release are counted from. */
export function relationSourceOf(
  { release, training, itemCount, ...options }: ContinueOptions,
  nearest: TransitionTable | undefined,
): RelationSource {
  const categories = options.categories ?? (release.kinds && withUncategorized(release.kinds, itemCount));
  return { training, itemCount, timed: true, ...(categories && { categories }), ...(nearest && { nearest }) };
}

/** @returns the categories of a release, with rows for new items */
function withUncategorized({ names, ofRow }: Categories, itemCount: number): Categories {
  const all = new Int32Array(itemCount + 1).fill(-1);
  all.set(ofRow);
  return { names, ofRow: all };
}

/**
 * The release's network before the score was applied, with rows for new items. The score's weights were fitted to such
 * a network.
 */
export function networkToContinue(options: ContinueOptions): Map<string, Float32Array> {
  const { release, score, continuation, training, itemCount } = options;
  const { itemCount: releasedItemCount, width } = release.config;
  const statistics = itemStatistics(
    historiesUntil(training, continuation.trainedUntilMs, itemTarget(release.config)),
    itemCount,
    true,
    continuation.recency,
  );
  return withNewItems(releasedNetwork(release, score, statistics), { releasedItemCount, width, ...options });
}
