import type { TrainedModel } from '../config.js';
import { networkWeight } from './applyScore.js';
import { ITEM_BIAS } from './itemTable.js';
import type { ReportedScore } from './scoreReport.js';

/**
 * The network's values of a release as they were before `applyScore`, without weight and statistics.
 *
 * @param statistics those of `applyScore`, [statistics][at least the rows of the release]
 */
export function releasedNetwork(
  { values }: TrainedModel,
  score: ReportedScore | undefined,
  statistics: readonly Float64Array[],
): Map<string, Float32Array> {
  const network = new Map(values);
  if (!score) return network;
  const { weights } = score;
  const weight = networkWeight(weights);
  network.set(
    'log_logit_scale',
    values.get('log_logit_scale')!.map((value) => value - Math.log(weight)),
  );
  network.set(
    ITEM_BIAS,
    values
      .get(ITEM_BIAS)!
      .map(
        (value, row) =>
          statistics.reduce((rest, feature, s) => rest - weights.statistics[s]! * feature[row]!, value) / weight,
      ),
  );
  return network;
}
