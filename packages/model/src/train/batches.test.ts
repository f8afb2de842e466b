import { seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '../config.js';
import { rankingHead } from '../heads/ranking.js';
import { compactBatch, drawBatches, type TrainingSequence, TrainingSequences } from './batches.js';
import type { TrainingHistory } from './split.js';

const config: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 100_000,
  width: 4,
  layerCount: 1,
  headCount: 1,
  feedForwardWidth: 4,
  windowLength: 5,
  heads: [rankingHead('next-item')],
};

/** A history on the rows `first`, `first + 1`, ...; the label after a row is that row + 50,000, so that all differ. */
function history(first: number, length: number, unlabelled: readonly number[] = []): TrainingHistory {
  const rows = Array.from({ length }, (_, i) => first + i);
  return {
    actions: rows.map((itemRow) => ({ itemRow, typeIndex: 2, timestampMs: itemRow * 1000 })),
    labelRows: Int32Array.from(rows, (row, i) => (unlabelled.includes(i) ? 0 : row + 50_000)),
  };
}

const trainingSequences = (...asked: ConstructorParameters<typeof TrainingSequences>) => {
  const sequences = new TrainingSequences(...asked);
  return Array.from(sequences.lengths, (_, i) => sequences.at(i));
};

/** Each sequence's rows and labels. */
const columns = (sequences: readonly TrainingSequence[]) =>
  sequences.map(({ itemRows, labelRows }) => [[...itemRows], [...labelRows]]);

describe('trainingSequences', () => {
  test('a history within the window stays whole', () => {
    expect(columns(trainingSequences([history(1, 5)], config))).toEqual([
      [
        [1, 2, 3, 4, 5],
        [50_001, 50_002, 50_003, 50_004, 50_005],
      ],
    ]);
  });

  test('a long history is cut from its end', () => {
    expect(trainingSequences([history(1, 12)], config).map(({ itemRows }) => [...itemRows])).toEqual([
      [8, 9, 10, 11, 12],
      [3, 4, 5, 6, 7],
      [1, 2],
    ]);
  });

  test('next rows continue past a cut until the history ends', () => {
    expect(trainingSequences([history(1, 7)], config).map(({ nextRows }) => [...nextRows])).toEqual([
      [4, 5, 6, 7, 0],
      [2, 3],
    ]);
  });

  test('context actions are not labels, on both sides of a cut', () => {
    // Of rows 1 to 7, the fifth is the first target.
    const found = trainingSequences(
      [
        { ...history(1, 7), firstTargetIndex: 4 },
        { ...history(11, 3), firstTargetIndex: 0 },
      ],
      { ...config, windowLength: 3 },
    );
    expect(found.map(({ itemRows, labelRows, nextRows }) => [[...itemRows], [...labelRows], [...nextRows]])).toEqual([
      [
        [5, 6, 7],
        [50_005, 50_006, 50_007],
        [6, 7, 0],
      ],
      [
        [2, 3, 4],
        [0, 0, 50_004],
        [0, 0, 5],
      ],
      [
        [11, 12, 13],
        [50_011, 50_012, 50_013],
        [12, 13, 0],
      ],
    ]);
  });

  test('the first action of a later part has its real time gap', () => {
    // Rows are one second apart: bucket 2, and 0 for the first action.
    expect(trainingSequences([history(1, 7)], config).map(({ timeGapBuckets }) => [...timeGapBuckets])).toEqual([
      [2, 2, 2, 2, 2],
      [0, 2],
    ]);
  });

  test('for next-purchase, a part without labels has next items', () => {
    const target = { ...config, heads: [rankingHead('next-purchase')] };
    const [found, ...others] = trainingSequences([history(1, 3, [0, 1, 2]), history(9, 1, [0])], target);
    expect([others.length, [...found!.labelRows], [...found!.nextRows]]).toEqual([0, [0, 0, 0], [2, 3, 0]]);
  });

  test('a part without labels is skipped', () => {
    const found = trainingSequences([history(1, 7, [0, 1]), history(20, 3, [0, 2])], config);
    expect(columns(found)).toEqual([
      [
        [3, 4, 5, 6, 7],
        [50_003, 50_004, 50_005, 50_006, 50_007],
      ],
      [
        [20, 21, 22],
        [0, 50_021, 0],
      ],
    ]);
  });
});

test('labels are counted over all sequences that have targets', () => {
  const { labelCounts } = new TrainingSequences([history(1, 7, [0, 1]), history(20, 3, [0, 2])], config);
  expect([...labelCounts.entries()].filter(([, count]) => count > 0)).toEqual(
    [50_003, 50_004, 50_005, 50_006, 50_007, 50_021].map((row) => [row, 1]),
  );
});

describe('compactBatch', () => {
  // Rows 3 to 9 and 40 to 41, labels 50,000 above them, some missing; negatives meet both, one of them twice.
  const sequences = trainingSequences([history(3, 7, [1]), history(40, 2), history(5, 3, [0, 2])], config);
  const negativeRows = Int32Array.of(99_999, 5, 50_040, 12, 99_999);
  const compact = compactBatch(sequences, negativeRows);

  test('maps back to the same batch', () => {
    const back = (rows: Int32Array) => rows.map((row) => compact.rows[row]!);
    const restored = compact.sequences.map((sequence) => ({
      ...sequence,
      itemRows: back(sequence.itemRows),
      labelRows: back(sequence.labelRows),
      nextRows: back(sequence.nextRows),
    }));
    expect(restored).toEqual(sequences);
    expect(back(compact.negativeRows)).toEqual(negativeRows);
  });

  test('rows are those of the batch, each once, padding first', () => {
    const used = new Set([
      0,
      ...negativeRows,
      ...sequences.flatMap(({ itemRows, labelRows, nextRows }) => [...itemRows, ...labelRows, ...nextRows]),
    ]);
    expect(compact.rows[0]).toBe(0);
    expect(compact.rows.length).toBe(used.size);
    expect(new Set(compact.rows)).toEqual(used);
  });

  test('only a missing label is 0', () => {
    sequences.forEach(({ labelRows, nextRows, itemRows }, i) => {
      const zeros = (rows: Int32Array) => Array.from(rows, (row) => row === 0);
      expect(zeros(compact.sequences[i]!.labelRows)).toEqual(zeros(labelRows));
      expect(zeros(compact.sequences[i]!.nextRows)).toEqual(zeros(nextRows));
      expect(zeros(compact.sequences[i]!.itemRows)).toEqual(zeros(itemRows));
    });
    expect(compact.negativeRows.includes(0)).toBe(false);
  });

  test('does not change the given batch', () => {
    expect(columns(sequences)).toEqual(
      columns(trainingSequences([history(3, 7, [1]), history(40, 2), history(5, 3, [0, 2])], config)),
    );
    expect([...negativeRows]).toEqual([99_999, 5, 50_040, 12, 99_999]);
  });
});

describe('drawBatches', () => {
  const randomLength = seededRandom(1);
  const histories = Array.from({ length: 700 }, (_, i) =>
    history(1 + i * 20, 1 + Math.floor(randomLength() ** 3 * 17), [0]),
  );
  const sequences = trainingSequences(histories, config);
  const lengths = Uint32Array.from(sequences, ({ labelRows }) => labelRows.length);
  const batchesOf = (...[positionsPerBatch, seed, maxPositions]: [number, number, number?]) =>
    drawBatches(lengths, positionsPerBatch, seededRandom(seed), maxPositions).map((batch) =>
      batch.map((sequence) => sequences[sequence]!),
    );

  test.each([1, 4, 5, 32, 256, 100_000])('budget of %i positions: every label once, no larger batch', (budget) => {
    const batches = batchesOf(budget, 2);
    const drawn = batches.flat();
    expect(drawn.length).toBe(sequences.length);
    expect(new Set(drawn)).toEqual(new Set(sequences));
    const labels = drawn.flatMap(({ labelRows }) => [...labelRows].filter((row) => row > 0)).sort((a, b) => a - b);
    expect(labels).toEqual(histories.flatMap(({ labelRows }) => [...labelRows].filter((row) => row > 0)));
    for (const batch of batches) {
      const positions = batch.length * Math.max(...batch.map(({ labelRows }) => labelRows.length));
      expect(batch.length === 1 || positions <= budget).toBe(true);
    }
  });

  test('batches are almost full and have little padding', () => {
    const batches = batchesOf(64, 2);
    const padded = batches.reduce(
      (sum, batch) => sum + batch.length * Math.max(...batch.map(({ labelRows }) => labelRows.length)),
      0,
    );
    const held = sequences.reduce((sum, { labelRows }) => sum + labelRows.length, 0);
    expect(padded / held).toBeLessThan(1.1);
    expect(batches.length).toBeLessThan(1.2 * Math.ceil(padded / 64));
  });

  test('a seed always gives the same order', () => {
    const order = (seed: number) => drawBatches(lengths, 64, seededRandom(seed));
    expect(order(5)).toEqual(order(5));
    expect(order(5)).not.toEqual(order(6));
  });

  test('of too many positions, a random part is drawn, another with each seed', () => {
    const drawn = (seed: number) => batchesOf(64, seed, 500).flat();
    const positions = drawn(5).reduce((sum, { labelRows }) => sum + labelRows.length, 0);
    expect(positions).toBeGreaterThanOrEqual(500);
    expect(positions).toBeLessThan(500 + config.windowLength);
    expect(new Set(drawn(5)).size).toBe(drawn(5).length);
    expect(new Set([...drawn(5), ...drawn(6)]).size).toBeGreaterThan(1.5 * drawn(5).length);
  });

  test('batches do not come sorted by length', () => {
    const longest = batchesOf(64, 2).map((batch) => batch[0]!.labelRows.length);
    expect(longest).not.toEqual([...longest].sort((a, b) => a - b));
  });

  test('without sequences, the list of batches is empty', () => {
    expect(drawBatches(new Uint32Array(), 64, seededRandom(1))).toEqual([]);
  });
});
