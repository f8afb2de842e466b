import type { TrainedModel } from '@aisle/model';
import { type Example, type Metrics, metricsOfRanks, resamplingUnits } from '@aisle/model/train';
import { type MetricIntervals, metricIntervals } from './metricIntervals.js';
import { rankByModel } from './ranking.js';

export interface ModelMetrics extends Metrics {
  readonly intervals: MetricIntervals;
}

/**
 * Metrics of ranking all items, with their 95 % intervals.
 *
 * @param actionCounts [itemCount + 1] of the training part. An item without actions counts as a miss.
 */
export async function modelMetrics(
  model: TrainedModel,
  examples: readonly Example[],
  maskHistory: boolean,
  actionCounts: Float64Array,
  onProgress?: (share: number) => void,
): Promise<ModelMetrics> {
  const { ranks } = await rankByModel(model, examples, maskHistory, () => actionCounts, onProgress);
  const metrics = metricsOfRanks(ranks);
  return { ...metrics, intervals: metricIntervals(metrics, ranks, resamplingUnits(examples)) };
}
