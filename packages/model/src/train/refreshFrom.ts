import { applyScore } from './applyScore.js';
import { rowsToLearn } from './continuation.js';
import {
  type ContinuedTraining,
  type ContinueOptions,
  contentOf,
  networkToContinue,
  relationSourceOf,
} from './continueFrom.js';
import type { FitProgress } from './fit.js';
import { DEFAULT_FIT } from './fitOptions.js';
import { refit } from './refit.js';
import { relationTables } from './relationTables.js';
import { scoreOfReport } from './scoreReport.js';
import { withRelations } from './withRelations.js';

export interface RefreshOptions extends ContinueOptions {
  /** Of the training that produced the release. */
  readonly bestEpoch: number;
}

/**
 * Continues the training of the whole network from a release, with its encoder, and counts transitions and statistics
 * again. The weights of the score stay. Every file of the release changes. Heads over the session are dropped.
 *
 * @throws AisleError `data-invalid` if the score is from another version
 */
export async function refreshFrom(
  options: RefreshOptions,
  onProgress?: (progress: FitProgress) => void,
): Promise<ContinuedTraining> {
  const { release, continuation, training, itemCount, seed, bestEpoch } = options;
  const score = options.score && scoreOfReport(options.score);
  // Heads over the session learned the states of the previous encoder.
  const heads = release.config.heads.filter(({ over }) => over === 'items');
  const { memory, repeat, companions, substitutes, ...config } = { ...release.config, heads, itemCount };
  const maskHistory = !repeat;
  const fitOptions = { ...DEFAULT_FIT, config, training, validation: [], maskHistory, seed };
  const network = await refit(
    { config, values: networkToContinue(options) },
    training,
    fitOptions,
    bestEpoch,
    onProgress,
  );
  const content = contentOf(options);
  const model = score ? applyScore(network, score, { training, maskHistory, timed: true, content }) : network;
  const configs = { ...(companions && { companions }), ...(substitutes && { substitutes }) };
  return {
    model: withRelations(model, configs, relationTables(relationSourceOf(options, content))),
    learnedRows: rowsToLearn(training, itemCount, release.config.itemCount, continuation),
  };
}
