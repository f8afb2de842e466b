import type { TrainedModel } from '../config.js';
import { weighedStatistics } from './continueBias.js';
import type { Continued, ContinueOptions } from './continueFrom.js';
import { historiesUntil, rowsToLearn } from './continuation.js';
import { DEFAULT_FIT, type FitProgress } from './fit.js';
import { applyScore, networkWeight, scoreOfReport, type FittedScore } from './fitScore.js';
import { itemStatistics } from './itemStatistics.js';
import { ITEM_BIAS, ITEM_VECTORS } from './itemTable.js';
import { withNewItems } from './newItems.js';
import { refit } from './refit.js';

export interface RefreshOptions extends ContinueOptions {
  /** Of the training that wrote the release. */
  readonly bestEpoch: number;
}

/**
 * Trains everything on from a release, its encoder too, and counts memory and biases again; how the parts of the score
 * are weighed stays. Every file of the release changes.
 *
 * @throws AisleError `data-invalid` where the score is one of another version
 */
export async function refreshFrom(options: RefreshOptions, onProgress?: (progress: FitProgress) => void): Promise<Continued> {
  const { release, continuation, training, itemCount, seed, bestEpoch } = options;
  const score = options.score && scoreOfReport(options.score);
  const knownCount = release.config.itemCount;
  const { memory, repeat, ...config } = { ...release.config, itemCount };
  const maskHistory = !repeat;
  const values = new Map(release.values);
  values.set(ITEM_VECTORS, withNewItems(release.values.get(ITEM_VECTORS)!, { knownCount, width: config.width, ...options }));
  const bias = new Float32Array(itemCount + 1);
  bias.set(release.values.get(ITEM_BIAS)!);
  values.set(ITEM_BIAS, bias);
  if (score) {
    const statistics = itemStatistics(historiesUntil(training, continuation.trainedUntilMs, config.target), itemCount, true, continuation.recency);
    takeScoreOut(values, score, statistics);
  }
  // The row of padding may hold what fixes the scale of the others in a release's file.
  bias[0] = 0;
  const known = bias.subarray(1, knownCount + 1);
  bias.fill(known.reduce((sum, value) => sum + value, 0) / knownCount, knownCount + 1);

  const fitOptions = { ...DEFAULT_FIT, config, training, validation: [], maskHistory, seed };
  const network = await refit({ config, values }, training, fitOptions, bestEpoch, onProgress);
  const model: TrainedModel = score ? applyScore(network, score, training, maskHistory, true) : network;
  return { model, learnedRows: rowsToLearn(training, itemCount, knownCount, continuation) };
}

/** What `applyScore` put into the network's values, taken out of them again, in place. */
function takeScoreOut(values: Map<string, Float32Array>, { weights }: FittedScore, statistics: readonly Float64Array[]): void {
  const network = networkWeight(weights);
  values.set('log_logit_scale', values.get('log_logit_scale')!.map((value) => value - Math.log(network)));
  const bias = values.get(ITEM_BIAS)!;
  bias.forEach((value, row) => (bias[row] = (value - weighedStatistics(weights.statistics, statistics, row)) / network));
}
