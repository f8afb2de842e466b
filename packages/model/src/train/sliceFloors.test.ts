import { expect, test } from 'vitest';
import type { CandidateSet } from './candidateSets.js';
import { countEvents } from './eventCounts.js';
import { shortfall, sliceFloors } from './sliceFloors.js';
import type { TrainingHistory } from './split.js';

const historyOf = (...rows: number[]): TrainingHistory => ({
  actions: rows.map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: i })),
  labelRows: new Int32Array(rows.length),
});
/** After item 1, the label. */
const set = (label: number): CandidateSet => ({
  example: { userId: 'u', history: historyOf(1).actions, labelRow: label },
  rows: Int32Array.of(label),
  networkLogits: new Float32Array(1),
  logWeights: new Float32Array(1),
  repeats: new Map(),
});

// Item 1 is followed by 2 twice as often as by 3. Items 2 and 3 have 6 and 3 events, item 4 has none.
const training = [
  ...new Array<TrainingHistory>(6).fill(historyOf(1, 2)),
  ...new Array<TrainingHistory>(3).fill(historyOf(1, 3)),
];

test('the gains of the transition table, with the slices of the labels', () => {
  const { slices, tableGains } = sliceFloors([set(2), set(3), set(4)], countEvents(training, 40, true), true);
  expect([...slices]).toEqual([1, 0, 0]);
  // Label 2 is first. Label 3 is second. Label 4 is one of 38 items that follow nothing, item 1 is masked: rank 3 + 18.
  expect([...tableGains]).toEqual([1, 1 / Math.log2(3), 0]);
});

test('shortfall counts slices below their floor by their share', () => {
  const slices = Uint8Array.of(0, 0, 1, 1);
  const tableGains = Float64Array.of(0, 1, 0.4, 0.6);
  // Slice 0 is .1 below with half of the sets. Slice 1 is above.
  expect(shortfall([0.2, 0.6, 1, 1], { slices, tableGains })).toBeCloseTo(0.05, 12);
  expect(shortfall([], { slices: new Uint8Array(), tableGains: new Float64Array() })).toBe(0);
});
