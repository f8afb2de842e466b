import type { Random } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '../config.js';
import { batchInput, itemQuery, targetQuery } from '../encode.js';
import { forward, type Parameters, type Regularize } from '../forward.js';
import { itemHeadSpecs, queryMatrix } from '../heads/headSpecs.js';
import { itemTarget } from '../heads/ranking.js';
import type { TrainingSequence } from './batches.js';
import { hasKernel, LANES, runTrainingKernel } from './trainingKernels.js';
import { trainingOps, weightGradient } from './trainingOps.js';

/** Items that compete with the label, drawn with replacement. */
export interface Negatives {
  /** [negatives], embedding rows */
  readonly rows: Int32Array;
  /**
   * [negatives], -log of the expected number of draws of the row. With it added to the logit, the sum over the
   * negatives estimates the sum over all items. This is importance sampling (Bengio & Senécal 2008,
   * https://doi.org/10.1109/TNN.2007.912312), also called the logQ correction.
   */
  readonly logWeights: Float32Array;
}

/** Share of the negatives that are drawn by their frequency as labels. The others are drawn uniformly. */
const POPULAR_SHARE = 0.5;

/**
 * Draws negatives from a mixture, as in mixed negative sampling (Yang et al. 2020,
 * https://doi.org/10.1145/3366424.3386195). Frequent labels are the strongest competitors. The uniform part bounds the
 * weights of rare items.
 *
 * @param labelCounts [itemCount + 1], how often each row is a label
 */
export function negativeSampler(labelCounts: Float64Array): (count: number, random: Random) => Negatives {
  const itemCount = labelCounts.length - 1;
  const cumulative = new Float64Array(itemCount + 1);
  for (let row = 1; row <= itemCount; row++) cumulative[row] = cumulative[row - 1]! + labelCounts[row]!;
  const total = cumulative[itemCount]!;
  const popularShare = total > 0 ? POPULAR_SHARE : 0;
  const popularRow = (at: number) => {
    let [low, high] = [1, itemCount];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return (count, random) => {
    const rows = Int32Array.from({ length: count }, () =>
      random() < popularShare ? popularRow(random() * total) : 1 + Math.floor(random() * itemCount),
    );
    const drawn = (row: number) =>
      count * ((1 - popularShare) / itemCount + (popularShare * labelCounts[row]!) / Math.max(1, total));
    return { rows, logWeights: Float32Array.from(rows, (row) => -Math.log(drawn(row))) };
  };
}

/** Added to the logit of a negative that is the label, so that its probability becomes 0. */
const EXCLUDED = -1e9;

/** Flat indices into [labels, negatives] of negatives that are the label. */
function labelsAmongNegatives(labelRows: readonly number[], negativeRows: Int32Array): Int32Array {
  const columnsOfRow = new Map<number, number[]>();
  negativeRows.forEach((row, column) => {
    const known = columnsOfRow.get(row);
    if (known) known.push(column);
    else columnsOfRow.set(row, [column]);
  });
  return Int32Array.from(
    labelRows.flatMap((row, position) =>
      (columnsOfRow.get(row) ?? []).map((column) => position * negativeRows.length + column),
    ),
  );
}

/**
 * Probabilities of the negatives in a softmax over them and the label. The total is the sum of e^(logit - maximum).
 * Excluded ones are 0.
 *
 * @param logits [labels, negatives]
 * @param labelLogit [labels, 1]
 * @param excluded flat indices into `logits`
 * @returns probabilities [labels, negatives], maximum [labels, 1], total [labels, 1]
 */
function labelSoftmax(
  logits: tf.Tensor2D,
  labelLogit: tf.Tensor,
  excluded: Int32Array,
): { probabilities: tf.Tensor; maximum: tf.Tensor; total: tf.Tensor } {
  if (logits.shape[1] % LANES === 0 && hasKernel('labelSoftmax')) {
    const [probabilities, maximum, total] = runTrainingKernel('labelSoftmax', {
      logits,
      labelLogit,
      excluded: tf.tensor1d(excluded, 'int32'),
    });
    return { probabilities: probabilities!, maximum: maximum!, total: total! };
  }
  const offsets = new Float32Array(logits.size);
  for (const index of excluded) offsets[index] = EXCLUDED;
  const allowed = tf.add(logits, tf.tensor2d(offsets, logits.shape));
  const maximum = tf.maximum(tf.max(allowed, 1, true), labelLogit);
  const exps = tf.exp(tf.sub(allowed, maximum));
  const total = tf.add(tf.sum(exps, 1, true), tf.exp(tf.sub(labelLogit, maximum)));
  return { probabilities: tf.div(exps, total), maximum, total };
}

/**
 * Mean cross-entropy of the label against the negatives, from dot products. With l = h . e_label and n_j = h . e_j, the
 * loss is log(exp(l) + sum_j exp(n_j)) - l. The gradient is written out: that of tfjs uses Equal, Concat and column
 * sums of [labels, negatives], which takes three times as long.
 *
 * Inputs in order: hidden [labels, width + 1], label vectors [labels, width + 1], negative vectors [negatives, width +
 * 1]. The last element is 1 in `hidden` and the item's bias in the others, so that biases need no separate gradient.
 */
const crossEntropy = (excluded: Int32Array) =>
  tf.customGrad((...inputs: unknown[]) => {
    const [hidden, label, negative] = inputs as tf.Tensor2D[];
    const save = inputs[3] as (tensors: tf.Tensor[]) => void;
    const labels = hidden!.shape[0];
    const labelLogit = tf.sum(tf.mul(hidden!, label!), 1, true);
    const { probabilities, maximum, total } = labelSoftmax(
      tf.matMul(hidden!, tf.transpose(negative!)),
      labelLogit,
      excluded,
    );
    save([hidden!, label!, negative!, tf.div(tf.exp(tf.sub(labelLogit, maximum)), total), probabilities]);
    return {
      value: tf.div(tf.sum(tf.sub(tf.add(tf.log(total), maximum), labelLogit)), labels),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [h, labelVector, negativeVector, labelProbability, negativeProbability] = saved as tf.Tensor2D[];
        const scale = tf.div(dy, labels);
        const dLabel = tf.mul(tf.sub(labelProbability!, 1), scale);
        return [
          tf.add(tf.mul(dLabel, labelVector!), tf.mul(tf.matMul(negativeProbability!, negativeVector!), scale)),
          tf.mul(dLabel, h!),
          tf.mul(weightGradient(negativeProbability!, h!), scale),
        ];
      },
    };
  });

/** The labels of a padded batch, and their flat positions. */
function labelledPositions(
  sequences: readonly TrainingSequence[],
  length: number,
  field: 'labelRows' | 'nextRows',
): { positions: number[]; rows: number[] } {
  const positions: number[] = [];
  const rows: number[] = [];
  sequences.forEach((sequence, i) =>
    sequence[field].forEach((row, t) => {
      if (row === 0) return;
      positions.push(i * length + t);
      rows.push(row);
    }),
  );
  return { positions, rows };
}

/**
 * Mean cross-entropy of the label against negatives shared by the batch: a sampled softmax (Jean et al. 2015,
 * https://arxiv.org/abs/1412.2007).
 *
 * For `next-purchase`, the next item is a second task. Purchases are few, and the encoder learns most from the items
 * that shoppers view next.
 *
 * @returns scalar, differentiable in `parameters`
 */
export function sampledSoftmaxLoss(
  config: ModelConfig,
  parameters: Parameters,
  sequences: readonly TrainingSequence[],
  negatives: Negatives,
  regularize: Regularize,
): tf.Scalar {
  const input = batchInput(tf, config, sequences);
  const ops = trainingOps(config);
  const states = forward(ops, config, parameters, input, regularize);
  const at = (positions: number[]) => tf.gather(states, tf.tensor1d(positions, 'int32'));
  const target = labelledPositions(sequences, input.length, 'labelRows');
  const next =
    itemTarget(config) === 'next-purchase'
      ? labelledPositions(sequences, input.length, 'nextRows')
      : { positions: [], rows: [] };
  const rows = [...target.rows, ...next.rows];
  const parts: tf.Tensor[] = [];
  if (target.rows.length > 0) parts.push(targetQuery(ops, config, parameters, at(target.positions)));
  if (next.rows.length > 0) parts.push(itemQuery(ops, parameters, at(next.positions)));
  const queries = parts.length === 1 ? parts[0]! : tf.concat(parts);
  const bias = tf.reshape(parameters.get('item_bias')!, [-1, 1]);
  const vectors = tf.concat([parameters.get('item_embedding')!, bias], 1);
  // The weight of each negative is added to its bias.
  const offsets = tf.concat(
    [tf.zeros([negatives.rows.length, config.width]), tf.tensor2d(negatives.logWeights, [negatives.rows.length, 1])],
    1,
  );
  const loss = crossEntropy(labelsAmongNegatives(rows, negatives.rows))(
    tf.concat([queries, tf.ones([rows.length, 1])], 1),
    tf.gather(vectors, tf.tensor1d(rows, 'int32')),
    tf.add(tf.gather(vectors, tf.tensor1d(negatives.rows, 'int32')), offsets),
  ) as tf.Scalar;
  const touched = target.rows.length > 0 ? queryMatrix(config) : undefined;
  // tfjs throws if a parameter does not influence the loss: "Cannot compute gradient of y=f(x) with respect to x".
  const untouched = itemHeadSpecs(config).filter(({ name }) => name !== touched);
  return untouched.reduce<tf.Scalar>((sum, { name }) => tf.add(sum, tf.mul(tf.sum(parameters.get(name)!), 0)), loss);
}
