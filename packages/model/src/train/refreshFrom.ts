import { rowsToLearn } from './continuation.js';
import { type Continued, type ContinueOptions, networkToGoOnFrom } from './continueFrom.js';
import { DEFAULT_FIT, type FitProgress } from './fit.js';
import { applyScore, scoreOfReport } from './fitScore.js';
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
export async function refreshFrom(
  options: RefreshOptions,
  onProgress?: (progress: FitProgress) => void,
): Promise<Continued> {
  const { release, continuation, training, itemCount, seed, bestEpoch } = options;
  const score = options.score && scoreOfReport(options.score);
  const { memory, repeat, ...config } = { ...release.config, itemCount };
  const maskHistory = !repeat;
  const fitOptions = { ...DEFAULT_FIT, config, training, validation: [], maskHistory, seed };
  const network = await refit(
    { config, values: networkToGoOnFrom(options) },
    training,
    fitOptions,
    bestEpoch,
    onProgress,
  );
  return {
    model: score ? applyScore(network, score, training, maskHistory, true) : network,
    learnedRows: rowsToLearn(training, itemCount, release.config.itemCount, continuation),
  };
}
