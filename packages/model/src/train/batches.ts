import { type Random, shuffle } from '@aisle/core';
import type { ModelConfig } from '../config.js';
import { type Features, featurizeRange } from '../featurize.js';
import { itemTarget } from '../heads/ranking.js';
import type { TrainingHistory } from './split.js';

/** A part of a history of at most windowLength actions, with a label after each action. */
export interface TrainingSequence extends Features {
  /** [length], the target after each action, 0 for none */
  readonly labelRows: Int32Array;
  /** [length], the item of the next action, 0 after the last action */
  readonly nextRows: Int32Array;
}

/** Cuts histories into parts of at most windowLength actions, from the end: the latest actions stay together. */
export function trainingSequences(training: readonly TrainingHistory[], config: ModelConfig): TrainingSequence[] {
  const sequences: TrainingSequence[] = [];
  for (const { actions, labelRows, firstTargetIndex = 1 } of training) {
    for (let end = actions.length; end > 0; end -= config.windowLength) {
      const start = Math.max(0, end - config.windowLength);
      const labels = labelRows.slice(start, end);
      // Row 0 stands for no label.
      labels.fill(0, 0, Math.max(0, firstTargetIndex - 1 - start));
      const nextRows = Int32Array.from(labels, (_, i) =>
        start + i + 1 < firstTargetIndex ? 0 : (actions[start + i + 1]?.itemRow ?? 0),
      );
      // For next-purchase, a part without purchases still has the next items as targets.
      const targets = itemTarget(config) === 'next-item' ? labels : nextRows;
      if (targets.some((row) => row > 0))
        sequences.push({ ...featurizeRange(actions, start, end, config), labelRows: labels, nextRows });
    }
  }
  return sequences;
}

/**
 * A batch with a compact item table. `rows` lists the rows of the table, each once. All other row numbers are indices
 * into it.
 */
export interface CompactBatch {
  /** Embedding rows, 0 (padding) first. */
  readonly rows: Int32Array;
  readonly sequences: readonly TrainingSequence[];
  readonly negativeRows: Int32Array;
}

/** Renumbers a batch's rows, so that a training step needs the vectors of its items only. */
export function compactBatch(sequences: readonly TrainingSequence[], negativeRows: Int32Array): CompactBatch {
  const numberOf = new Map<number, number>([[0, 0]]);
  const renumber = (rows: Int32Array) =>
    rows.map((row) => {
      const known = numberOf.get(row);
      if (known !== undefined) return known;
      numberOf.set(row, numberOf.size);
      return numberOf.size - 1;
    });
  const renumbered = sequences.map((sequence) => ({
    ...sequence,
    itemRows: renumber(sequence.itemRows),
    labelRows: renumber(sequence.labelRows),
    nextRows: renumber(sequence.nextRows),
  }));
  return { sequences: renumbered, negativeRows: renumber(negativeRows), rows: Int32Array.from(numberOf.keys()) };
}

/** This many batches are drawn together and sorted by length. Padding stays small, and the order stays random. */
const BATCHES_PER_POOL = 24;

/** Random batches of sequences of similar length. Each has at most `positionsPerBatch` actions, with padding. */
export function drawBatches(
  sequences: readonly TrainingSequence[],
  positionsPerBatch: number,
  random: Random,
): TrainingSequence[][] {
  const order = shuffle(Uint32Array.from(sequences.keys()), random);
  const meanLength =
    sequences.reduce((sum, sequence) => sum + sequence.labelRows.length, 0) / Math.max(1, sequences.length);
  const poolSize = Math.max(1, Math.round((positionsPerBatch / meanLength) * BATCHES_PER_POOL));
  const batches: TrainingSequence[][] = [];
  for (let start = 0; start < order.length; start += poolSize) {
    const pool = [...order.subarray(start, start + poolSize)].map((i) => sequences[i]!);
    pool.sort((a, b) => a.labelRows.length - b.labelRows.length);
    let batch: TrainingSequence[] = [];
    for (const sequence of pool) {
      if (batch.length > 0 && (batch.length + 1) * sequence.labelRows.length > positionsPerBatch) {
        batches.push(batch);
        batch = [];
      }
      batch.push(sequence);
    }
    if (batch.length > 0) batches.push(batch);
  }
  const batchOrder = shuffle(Uint32Array.from(batches.keys()), random);
  return [...batchOrder].map((i) => batches[i]!);
}
