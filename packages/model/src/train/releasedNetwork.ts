import type { TrainedModel } from '../config.js';
import { networkWeight, type ReportedScore } from './fitScore.js';
import { ITEM_BIAS } from './itemTable.js';

/**
 * The values that a release's network was trained to: `applyScore`'s weight and statistics taken out of its logit scale
 * and biases again.
 *
 * @param statistics of what the score was applied to, [statistics][at least the release's rows]
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
