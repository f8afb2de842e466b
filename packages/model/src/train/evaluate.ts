import * as tf from '@tensorflow/tfjs-core';
import { parameterSpecs, type TrainedModel } from '../config.js';
import { encodeLast } from '../encode.js';
import { featurize } from '../featurize.js';
import { historyScores } from '../scoreParts/historyParts.js';
import { sumScoreParts } from '../scoreParts/sumScoreParts.js';
import type { HistoryScorer } from './baselines.js';
import { type Metrics, metricsOfRanks, midRank } from './metrics.js';
import type { Example } from './split.js';
import { trainingOps } from './trainingOps.js';

/** Histories scored at once: enough to fill the backend, few enough that scores of 100,000 items fit into memory. */
const HISTORIES_PER_BATCH = 128;

/** Float32 parameters by name, as tensors. The caller disposes them. */
function parameterTensors({ config, values }: TrainedModel): Map<string, tf.Tensor> {
  return new Map(parameterSpecs(config).map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]));
}

/**
 * Scores all items after each example's history, examples of similar length together.
 *
 * @param visit called with the example's index and its scores [itemCount + 1]; masked rows are -Infinity
 */
export async function scoreExamples(
  model: TrainedModel,
  examples: readonly Example[],
  maskHistory: boolean,
  visit: (index: number, scores: Float32Array) => void,
): Promise<void> {
  const { config } = model;
  const parameters = parameterTensors(model);
  const lengths = Uint32Array.from(examples, ({ history }) => history.length);
  const byLength = Uint32Array.from(examples.keys()).sort((a, b) => lengths[a]! - lengths[b]!);
  const columns = config.itemCount + 1;
  const library = { ...trainingOps(config), tensor: tf.tensor, tidy: tf.tidy };
  // Transposed once. On the WASM backend, a product with a transposed argument is ten times slower.
  const itemColumns = tf.transpose(parameters.get('item_embedding')!);
  for (let start = 0; start < byLength.length; start += HISTORIES_PER_BATCH) {
    const indices = [...byLength.subarray(start, start + HISTORIES_PER_BATCH)];
    const scores = tf.tidy(() => {
      const queries = encodeLast(
        library,
        config,
        parameters,
        indices.map((i) => featurize(examples[i]!.history, config)),
      );
      return tf.add(tf.matMul(queries, itemColumns), parameters.get('item_bias')!);
    });
    const flat = (await scores.data()) as Float32Array;
    scores.dispose();
    indices.forEach((index, i) => {
      const row = flat.subarray(i * columns, (i + 1) * columns);
      const { history } = examples[index]!;
      sumScoreParts(row, historyScores(config, model, history));
      if (maskHistory) for (const { itemRow } of history) row[itemRow] = -Infinity;
      visit(index, row);
    });
  }
  for (const tensor of [itemColumns, ...parameters.values()]) tensor.dispose();
}

/** Ranking metrics of the model over all items. An unknown label (row 0) counts as a miss. */
export async function evaluateModel(
  model: TrainedModel,
  examples: readonly Example[],
  maskHistory: boolean,
  cutoffs?: readonly number[],
): Promise<Metrics> {
  const ranks = new Float64Array(examples.length);
  await scoreExamples(model, examples, maskHistory, (index, scores) => {
    const { labelRow } = examples[index]!;
    ranks[index] = labelRow === 0 ? Infinity : midRank(scores, labelRow);
  });
  return metricsOfRanks(ranks, cutoffs);
}

/** Ranking metrics of a baseline over all items. An unknown label (row 0) counts as a miss. */
export function evaluateScorer(
  scorer: HistoryScorer,
  examples: readonly Example[],
  maskHistory: boolean,
  cutoffs?: readonly number[],
): Metrics {
  const ranks = new Float64Array(examples.length);
  examples.forEach(({ history, labelRow }, index) => {
    if (labelRow === 0) {
      ranks[index] = Infinity;
      return;
    }
    const scores = Float64Array.from(scorer(history));
    if (maskHistory) for (const { itemRow } of history) scores[itemRow] = -Infinity;
    ranks[index] = midRank(scores, labelRow);
  });
  return metricsOfRanks(ranks, cutoffs);
}
