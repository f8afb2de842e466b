import type { TrainedModel } from '@aisle/model';
import { type Example, type Metrics, metricsOfRanks, popularity, resamplingUnits } from '@aisle/model/train';
import type { Dataset } from '../dataset.js';
import { type MetricIntervals, metricIntervals } from '../evaluation/metricIntervals.js';
import { rankByModel } from '../evaluation/ranking.js';

export interface TestMetrics extends Metrics {
  readonly intervals: MetricIntervals;
}

/**
 * Metrics of ranking all items on the test examples. A parent release has only the first items of the log: it reads
 * histories without the others and cannot rank them.
 *
 * @returns undefined without test examples
 */
export async function testMetrics(
  model: TrainedModel,
  { log, split, maskHistory }: Dataset,
  onProgress?: (share: number) => void,
): Promise<TestMetrics | undefined> {
  if (split.test.length === 0) return undefined;
  const { itemCount } = model.config;
  const counts = popularity(split.refit ?? split.training, log.itemIds.length)([]).subarray(0, itemCount + 1);
  const examples =
    itemCount === log.itemIds.length
      ? split.test
      : split.test.map((example) => restrictToKnownItems(example, itemCount));
  const { ranks } = await rankByModel(model, examples, maskHistory, () => counts, onProgress);
  const metrics = metricsOfRanks(ranks);
  return { ...metrics, intervals: metricIntervals(metrics, ranks, resamplingUnits(examples)) };
}

function restrictToKnownItems({ userId, history, labelRow }: Example, itemCount: number): Example {
  return {
    userId,
    history: history.filter(({ itemRow }) => itemRow <= itemCount),
    labelRow: labelRow <= itemCount ? labelRow : 0,
  };
}
