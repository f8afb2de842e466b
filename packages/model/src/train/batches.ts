import { type Random, shuffle } from '@aisle/core';
import type { Action } from '../action.js';
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

/**
 * The sequences of a training part. Histories are cut into parts of at most windowLength actions, from the end: the
 * latest actions stay together. Parts without a target are skipped. Only the places of the parts are stored, because the
 * sequences of ten million actions would fill the memory.
 */
export class TrainingSequences {
  /** [sequences], number of actions */
  readonly lengths: Uint32Array;
  /** [itemCount + 1], how often each row is a target */
  readonly labelCounts: Float64Array;
  readonly #training: readonly TrainingHistory[];
  readonly #config: ModelConfig;
  /** [sequences], index of the history, and the end of the part in it */
  readonly #histories: Uint32Array;
  readonly #ends: Uint32Array;

  constructor(training: readonly TrainingHistory[], config: ModelConfig) {
    this.#training = training;
    this.#config = config;
    this.labelCounts = new Float64Array(config.itemCount + 1);
    const [lengths, histories, ends]: [number[], number[], number[]] = [[], [], []];
    for (const [h, { actions, labelRows, firstTargetIndex }] of training.entries()) {
      for (let end = actions.length; end > 0; end -= config.windowLength) {
        const start = Math.max(0, end - config.windowLength);
        const part = targetsOf(actions, labelRows, start, end, firstTargetIndex);
        // For next-purchase, a part without purchases still has the next items as targets.
        const targets = itemTarget(config) === 'next-item' ? part.labelRows : part.nextRows;
        if (!targets.some((row) => row > 0)) continue;
        for (const row of targets) this.labelCounts[row]! += 1;
        lengths.push(end - start);
        histories.push(h);
        ends.push(end);
      }
    }
    this.labelCounts[0] = 0;
    this.lengths = Uint32Array.from(lengths);
    this.#histories = Uint32Array.from(histories);
    this.#ends = Uint32Array.from(ends);
  }

  at(sequence: number): TrainingSequence {
    const { actions, labelRows, firstTargetIndex } = this.#training[this.#histories[sequence]!]!;
    const end = this.#ends[sequence]!;
    const start = end - this.lengths[sequence]!;
    return {
      ...featurizeRange(actions, start, end, this.#config),
      ...targetsOf(actions, labelRows, start, end, firstTargetIndex),
    };
  }
}

/** The targets of a part of a history: of its actions from `start` to `end - 1`. */
function targetsOf(
  actions: readonly Action[],
  labelRows: Int32Array,
  start: number,
  end: number,
  firstTargetIndex = 1,
): Pick<TrainingSequence, 'labelRows' | 'nextRows'> {
  const labels = labelRows.slice(start, end);
  // Row 0 stands for no label.
  labels.fill(0, 0, Math.max(0, firstTargetIndex - 1 - start));
  const nextRows = Int32Array.from(labels, (_, i) =>
    start + i + 1 < firstTargetIndex ? 0 : (actions[start + i + 1]?.itemRow ?? 0),
  );
  return { labelRows: labels, nextRows };
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

/**
 * Random batches of sequences of similar length. Each has at most `positionsPerBatch` actions, with padding.
 *
 * @param lengths [sequences]
 * @param maxPositions actions of all batches together. If there are more, a random part of the sequences is drawn.
 * @returns indices of sequences
 */
export function drawBatches(
  lengths: Uint32Array,
  positionsPerBatch: number,
  random: Random,
  maxPositions = Infinity,
): number[][] {
  const order = shuffle(Uint32Array.from(lengths.keys()), random);
  let [drawn, positions] = [0, 0];
  while (drawn < order.length && positions < maxPositions) positions += lengths[order[drawn++]!]!;
  const meanLength = positions / Math.max(1, drawn);
  const poolSize = Math.max(1, Math.round((positionsPerBatch / meanLength) * BATCHES_PER_POOL));
  const batches: number[][] = [];
  for (let start = 0; start < drawn; start += poolSize) {
    const pool = order.slice(start, Math.min(drawn, start + poolSize)).sort((a, b) => lengths[a]! - lengths[b]!);
    let batch: number[] = [];
    for (const sequence of pool) {
      if (batch.length > 0 && (batch.length + 1) * lengths[sequence]! > positionsPerBatch) {
        batches.push(batch);
        batch = [];
      }
      batch.push(sequence);
    }
    if (batch.length > 0) batches.push(batch);
  }
  return Array.from(shuffle(Uint32Array.from(batches.keys()), random), (i) => batches[i]!);
}
