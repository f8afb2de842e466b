import { seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { TransitionTable } from '../transitionTable.js';
import { SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS } from './baselines.js';
import type { TrainingHistory } from './split.js';
import { strongestTransitions } from './strongestTransitions.js';
import { type TransitionCounting, transitionStrengths } from './transitionStrengths.js';

const trainingOn = (...users: readonly (readonly number[])[]): TrainingHistory[] =>
  users.map((rows) => ({
    actions: rows.map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: i })),
    labelRows: new Int32Array(rows.length),
  }));

/** The transitions of one item as pairs of row and strength. */
const rowOf = ({ offsets, toRows, strengths }: TransitionTable, row: number) =>
  Array.from(toRows.subarray(offsets[row]!, offsets[row + 1]!), (to, i) => [to, strengths[offsets[row]! + i]!]);

const countStrongest = (
  training: readonly TrainingHistory[],
  itemCount: number,
  rule: TransitionCounting,
  neighbours?: number,
) => strongestTransitions(transitionStrengths(training, itemCount, rule), itemCount, neighbours);

describe('strongestTransitions', () => {
  test('offsets, rows and strengths, with items without transitions', () => {
    // Forwards only, 1 / gap: 2→4 = 1, 2→1 = 1/2, 4→1 = 1, and from the second user 2→1 = 1.
    const table = countStrongest(trainingOn([2, 4, 1], [2, 1]), 5, SESSION_TRANSITIONS);
    expect([...table.offsets]).toEqual([0, 0, 0, 2, 2, 3, 3]);
    expect([...table.toRows]).toEqual([1, 4, 1]);
    expect([...table.strengths]).toEqual([1.5, 1, 1]);
  });

  test('without pairs, the table is empty', () => {
    for (const training of [[], trainingOn([], [3])]) {
      const table = countStrongest(training, 3, SEQUENCE_TRANSITIONS);
      expect([[...table.offsets], table.toRows.length, table.strengths.length]).toEqual([[0, 0, 0, 0, 0], 0, 0]);
    }
  });

  test('the strongest are kept, by ascending row', () => {
    // From 1, five steps: 6 (1), 2 (1/2), 5 (1/3), 3 (1/4), 4 (1/5).
    const training = trainingOn([1, 6, 2, 5, 3, 4]);
    expect(rowOf(countStrongest(training, 6, SESSION_TRANSITIONS, 3), 1)).toEqual([
      [2, 0.5],
      [5, Math.fround(1 / 3)],
      [6, 1],
    ]);
    expect(rowOf(countStrongest(training, 6, SESSION_TRANSITIONS, 1), 1)).toEqual([[6, 1]]);
  });

  test('of equal strengths, lower rows are kept', () => {
    for (const users of [
      [
        [1, 5],
        [1, 3],
        [1, 4],
        [1, 2],
      ],
      [
        [1, 2],
        [1, 3],
        [1, 4],
        [1, 5],
      ],
    ]) {
      expect(rowOf(countStrongest(trainingOn(...users), 5, SESSION_TRANSITIONS, 2), 1)).toEqual([
        [2, 1],
        [3, 1],
      ]);
    }
  });

  test('keeps 16 of each item by default', () => {
    const training = trainingOn(...Array.from({ length: 40 }, (_, i) => [1, 2 + i]));
    expect(rowOf(countStrongest(training, 41, SESSION_TRANSITIONS), 1).map(([row]) => row)).toEqual(
      Array.from({ length: 16 }, (_, i) => 2 + i),
    );
  });

  test('keeps the whole table if there is room', () => {
    const random = seededRandom(5);
    const training = trainingOn(
      ...Array.from({ length: 20 }, () => Array.from({ length: 8 }, () => 1 + Math.floor(random() * 12))),
    );
    const table = countStrongest(training, 12, SEQUENCE_TRANSITIONS, 100);
    const transitionsOf = transitionStrengths(training, 12, SEQUENCE_TRANSITIONS);
    for (let row = 1; row <= 12; row++) {
      const { toRows, strengths } = transitionsOf(row);
      expect(rowOf(table, row)).toEqual(Array.from(toRows, (to, i) => [to, Math.fround(strengths[i]!)]));
    }
  });

  test('a strength below the float32 range is dropped', () => {
    // .9^1100 is below the smallest float32.
    const table = countStrongest(trainingOn([1, ...Array.from({ length: 1100 }, () => 2), 3]), 3, SEQUENCE_TRANSITIONS);
    expect(rowOf(table, 1).map(([row]) => row)).toEqual([2]);
    expect(rowOf(table, 3).map(([row]) => row)).toEqual([2]);
    expect(Math.min(...table.strengths)).toBeGreaterThan(1e-6);
  });
});
