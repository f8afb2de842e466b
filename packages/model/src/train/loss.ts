import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '@aisle/core';
import { batchInput, itemQuery, targetQuery } from '../encode.js';
import type { ModelConfig } from '../config.js';
import { forward, type Parameters, type Regularize } from '../forward.js';
import type { TrainingSequence } from './batches.js';
import { trainingOps } from './trainingOps.js';

/** Rows drawn uniformly, with replacement, from 1 to itemCount. */
export function drawNegatives(count: number, itemCount: number, random: Random): Int32Array {
  return Int32Array.from({ length: count }, () => 1 + Math.floor(random() * itemCount));
}

/** Added to the logit of a negative that is the label itself: its probability becomes 0. */
const EXCLUDED = -1e9;

/** What each negative's logit is raised by, per position: float32 [labels, negatives]. */
function negativeOffsets(labelRows: readonly number[], negativeRows: Int32Array, itemCount: number): tf.Tensor2D {
  const offsets = new Float32Array(labelRows.length * negativeRows.length).fill(Math.log(itemCount / negativeRows.length));
  const columnsOfRow = new Map<number, number[]>();
  negativeRows.forEach((row, column) => columnsOfRow.set(row, [...(columnsOfRow.get(row) ?? []), column]));
  labelRows.forEach((row, position) => {
    for (const column of columnsOfRow.get(row) ?? []) offsets[position * negativeRows.length + column] = EXCLUDED;
  });
  return tf.tensor2d(offsets, [labelRows.length, negativeRows.length]);
}

/**
 * Mean cross-entropy of the label against the negatives, from dot products: with l = h . e_label and
 * n_j = h . e_j + offset_j, the loss is log(exp(l) + sum_j exp(n_j)) - l. The gradient is written out, because tfjs's own
 * goes through Equal, Concat and column sums of [labels, negatives], at three times the cost.
 *
 * Inputs in order, the last element of every vector being 1 in `hidden` and the item's bias in the others, so that the
 * biases' gradient needs no sum of its own: hidden [labels, width + 1], label vectors [labels, width + 1], negative
 * vectors [negatives, width + 1], offsets [labels, negatives].
 */
const crossEntropy = tf.customGrad((...inputs: unknown[]) => {
  const [hidden, label, negative, offsets] = inputs as tf.Tensor2D[];
  const save = inputs[4] as (tensors: tf.Tensor[]) => void;
  const labelLogit = tf.sum(tf.mul(hidden!, label!), 1, true);
  const negativeLogits = tf.add(tf.matMul(hidden!, tf.transpose(negative!)), offsets!);
  const maximum = tf.maximum(tf.max(negativeLogits, 1, true), labelLogit);
  const labelExp = tf.exp(tf.sub(labelLogit, maximum));
  const negativeExp = tf.exp(tf.sub(negativeLogits, maximum));
  const total = tf.add(tf.sum(negativeExp, 1, true), labelExp);
  const labels = hidden!.shape[0];
  const losses = tf.sub(tf.add(tf.log(total), maximum), labelLogit);
  save([hidden!, label!, negative!, tf.div(labelExp, total), tf.div(negativeExp, total)]);
  return {
    value: tf.div(tf.sum(losses), labels),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [h, labelVector, negativeVector, labelProbability, negativeProbability] = saved as tf.Tensor2D[];
      const scale = tf.div(dy, labels);
      const dLabel = tf.mul(tf.sub(labelProbability!, 1), scale);
      const dNegative = tf.mul(negativeProbability!, scale);
      return [
        tf.add(tf.mul(dLabel, labelVector!), tf.matMul(dNegative, negativeVector!)),
        tf.mul(dLabel, h!),
        tf.matMul(tf.transpose(dNegative), h!),
        dNegative,
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
 * Mean cross-entropy of the label against negatives shared by the batch. Each negative's logit is raised by
 * log(itemCount / negatives), so that the sum over them estimates the sum over the whole catalogue (sampled softmax,
 * Jean et al. 2015).
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
  negativeRows: Int32Array,
  regularize: Regularize,
): tf.Scalar {
  const input = batchInput(tf, config, sequences);
  const states = forward(trainingOps, config, parameters, input, regularize);
  const at = (positions: number[]) => tf.gather(states, tf.tensor1d(positions, 'int32'));
  const target = labelled(sequences, input.length, 'labelRows');
  const next = config.target === 'next-purchase' ? labelled(sequences, input.length, 'nextRows') : { positions: [], rows: [] };
  const rows = [...target.rows, ...next.rows];
  const parts: tf.Tensor[] = [];
  if (target.rows.length > 0) parts.push(targetQuery(trainingOps, config, parameters, at(target.positions)));
  if (next.rows.length > 0) parts.push(itemQuery(trainingOps, parameters, at(next.positions)));
  const queries = parts.length === 1 ? parts[0]! : tf.concat(parts);
  const bias = tf.reshape(parameters.get('item_bias')!, [-1, 1]);
  const vectors = tf.concat([parameters.get('item_embedding')!, bias], 1);
  const loss = crossEntropy(
    tf.concat([queries, tf.ones([rows.length, 1])], 1),
    tf.gather(vectors, tf.tensor1d(rows, 'int32')),
    tf.gather(vectors, tf.tensor1d(negativeRows, 'int32')),
    negativeOffsets(rows, negativeRows, config.itemCount),
  ) as tf.Scalar;
  if (config.target === 'next-item' || target.rows.length > 0) return loss;
  // tfjs refuses gradients for a parameter that the loss does not touch.
  return tf.add(loss, tf.mul(tf.sum(parameters.get('purchase_query')!), 0));
}
