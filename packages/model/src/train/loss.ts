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

/** Items to hold the label against, drawn with replacement. */
export interface Negatives {
  /** [negatives], embedding rows */
  readonly rows: Int32Array;
  /** [negatives], -log of how often a row is drawn on average: added to its logit, the sum over the negatives estimates the sum over the catalogue */
  readonly logWeights: Float32Array;
}

/** Share of the negatives that are drawn as often as they are the label; the others are drawn uniformly. */
const POPULAR_SHARE = 0.5;

/**
 * Draws from a mixture: items that are often the answer are the ones that compete, the uniform part keeps every weight
 * bounded (mixed negative sampling, Yang et al. 2020).
 *
 * @param labelCounts [itemCount + 1], how often each row is an answer
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

/** Added to the logit of a negative that is the label itself: its probability becomes 0. */
const EXCLUDED = -1e9;

/** Flat indices into [labels, negatives] where the negative is the label itself. */
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
 * Shares of the negatives in a softmax over them and the label.
 *
 * @param logits [labels, negatives]
 * @param labelLogit [labels, 1]
 * @param excluded flat indices of logits that get no share
 * @returns shares [labels, negatives]; the largest logit and the sum of e^(logit - maximum), [labels, 1]
 */
function labelSoftmax(
  logits: tf.Tensor2D,
  labelLogit: tf.Tensor,
  excluded: Int32Array,
): { shares: tf.Tensor; maximum: tf.Tensor; total: tf.Tensor } {
  if (logits.shape[1] % LANES === 0 && hasKernel('labelSoftmax')) {
    const [shares, maximum, total] = runTrainingKernel('labelSoftmax', {
      logits,
      labelLogit,
      excluded: tf.tensor1d(excluded, 'int32'),
    });
    return { shares: shares!, maximum: maximum!, total: total! };
  }
  const offsets = new Float32Array(logits.size);
  for (const index of excluded) offsets[index] = EXCLUDED;
  const allowed = tf.add(logits, tf.tensor2d(offsets, logits.shape));
  const maximum = tf.maximum(tf.max(allowed, 1, true), labelLogit);
  const exps = tf.exp(tf.sub(allowed, maximum));
  const total = tf.add(tf.sum(exps, 1, true), tf.exp(tf.sub(labelLogit, maximum)));
  return { shares: tf.div(exps, total), maximum, total };
}

/**
 * Mean cross-entropy of the label against the negatives, from dot products: with l = h . e_label and n_j = h . e_j, the
 * loss is log(exp(l) + sum_j exp(n_j)) - l. The gradient is written out, because tfjs's own goes through Equal, Concat
 * and column sums of [labels, negatives], at three times the cost.
 *
 * Inputs in order, the last element of every vector being 1 in `hidden` and the item's bias in the others, so that the
 * biases' gradient needs no sum of its own: hidden [labels, width + 1], label vectors [labels, width + 1], negative
 * vectors [negatives, width + 1].
 */
const crossEntropy = (excluded: Int32Array) =>
  tf.customGrad((...inputs: unknown[]) => {
    const [hidden, label, negative] = inputs as tf.Tensor2D[];
    const save = inputs[3] as (tensors: tf.Tensor[]) => void;
    const labels = hidden!.shape[0];
    const labelLogit = tf.sum(tf.mul(hidden!, label!), 1, true);
    const { shares, maximum, total } = labelSoftmax(tf.matMul(hidden!, tf.transpose(negative!)), labelLogit, excluded);
    save([hidden!, label!, negative!, tf.div(tf.exp(tf.sub(labelLogit, maximum)), total), shares]);
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

/** Flat positions of a padded batch that have a label, and the labels. */
function labelled(
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
 * Mean cross-entropy of the label against negatives shared by the batch (sampled softmax, Jean et al. 2015).
 *
 * For `next-purchase` the next item is a second task: purchases are few, and what shoppers look at next teaches the
 * encoder most of what it needs.
 *
 * @returns scalar; differentiable in `parameters`
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
  const target = labelled(sequences, input.length, 'labelRows');
  const next =
    itemTarget(config) === 'next-purchase'
      ? labelled(sequences, input.length, 'nextRows')
      : { positions: [], rows: [] };
  const rows = [...target.rows, ...next.rows];
  const parts: tf.Tensor[] = [];
  if (target.rows.length > 0) parts.push(targetQuery(ops, config, parameters, at(target.positions)));
  if (next.rows.length > 0) parts.push(itemQuery(ops, parameters, at(next.positions)));
  const queries = parts.length === 1 ? parts[0]! : tf.concat(parts);
  const bias = tf.reshape(parameters.get('item_bias')!, [-1, 1]);
  const vectors = tf.concat([parameters.get('item_embedding')!, bias], 1);
  // In the bias' column: what each negative stands for.
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
  // tfjs refuses gradients for a parameter that the loss does not touch.
  const untouched = itemHeadSpecs(config).filter(({ name }) => name !== touched);
  return untouched.reduce<tf.Scalar>((sum, { name }) => tf.add(sum, tf.mul(tf.sum(parameters.get(name)!), 0)), loss);
}
