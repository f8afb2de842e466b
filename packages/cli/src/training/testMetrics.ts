import type { TrainedModel } from '@aisle/model';
import { type Example, popularity } from '@aisle/model/train';
import type { Dataset } from '../dataset.js';
import { type ModelMetrics, modelMetrics } from '../evaluation/modelMetrics.js';

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
): Promise<ModelMetrics | undefined> {
  if (split.test.length === 0) return undefined;
  const { itemCount } = model.config;
  const counts = popularity(split.refit ?? split.training, log.itemIds.length)([]).subarray(0, itemCount + 1);
  const examples =
    itemCount === log.itemIds.length
      ? split.test
      : split.test.map((example) => restrictToKnownItems(example, itemCount));
  return await modelMetrics(model, examples, maskHistory, counts, onProgress);
}

function restrictToKnownItems({ userId, history, labelRow }: Example, itemCount: number): Example {
  return {
    userId,
    history: history.filter(({ itemRow }) => itemRow <= itemCount),
    labelRow: labelRow <= itemCount ? labelRow : 0,
  };
}
