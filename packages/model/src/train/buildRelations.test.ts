import { expect, test } from 'vitest';
import { relationSourceOf } from '../testing/relationSourceOf.js';
import type { TransitionTable } from '../transitionTable.js';
import { buildRelations } from './buildRelations.js';

/** The entries of one row. */
const entriesOf = ({ offsets, toRows, strengths }: TransitionTable, row: number) =>
  Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => [
    toRows[offsets[row]! + i]!,
    strengths[offsets[row]! + i]!,
  ]);
const rowsOf = (table: TransitionTable, row: number) => entriesOf(table, row).map(([other]) => other);
/** By row: its nearest items with their similarities. */
function nearestOf(lists: Readonly<Record<number, readonly (readonly [number, number])[]>>): TransitionTable {
  const rows = Array.from({ length: 9 }, (_, row) => lists[row] ?? []);
  const offsets = new Uint32Array(10);
  rows.forEach((list, row) => (offsets[row + 1] = offsets[row]! + list.length));
  return {
    offsets,
    toRows: Int32Array.from(rows.flat(), ([row]) => row),
    strengths: Float32Array.from(rows.flat(), ([, similarity]) => similarity),
  };
}
const [A, B, C, D, E] = [1, 2, 3, 4, 5];

test('weights are divided by powers of the counts', () => {
  // A is chosen three times, B twice, together in two sessions.
  const { companions } = buildRelations(
    relationSourceOf([['cart A 0', 'cart B 1'], ['cart A 0', 'cart B 1'], ['cart A 0']]),
  );
  const [[row, strength]] = entriesOf(companions, A) as [[number, number]];
  expect(row).toBe(B);
  expect(strength).toBeCloseTo(2 / 4 ** 0.5 / 3 ** 0.25, 6);
});

test('the six strongest are kept, in the order of rows', () => {
  const others = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  const action = (itemRow: number) => ({ itemRow, typeIndex: 4, timestampMs: 0 });
  const training = others.flatMap((other) =>
    // Higher rows are companions more often.
    Array.from({ length: other }, () => ({ actions: [action(A), action(other)], labelRows: new Int32Array(2) })),
  );
  const { companions } = buildRelations({ training, itemCount: 11, timed: true });
  expect(rowsOf(companions, A)).toEqual([6, 7, 8, 9, 10, 11]);
});

test('thin substitutes are filled with the nearest items of the same kind', () => {
  const categories = { names: ['Tents', 'Lamps'], ofRow: Int32Array.of(-1, 0, 0, 0, 1, 0, 0, 0, 0) };
  const nearest = nearestOf({
    [A]: [
      [B, 0.2],
      [C, 0.5],
      [D, 0.9],
      [E, 1],
    ],
  });
  const log = [['view A 0', 'view B 1', 'buy B 2']];
  const { substitutes } = buildRelations(relationSourceOf(log, { categories, nearest }));
  const found = new Map(entriesOf(substitutes, A) as [number, number][]);
  expect([...found.keys()]).toEqual([B, C, E]);
  // The counted one comes first, then by similarity.
  expect(found.get(B)).toBeGreaterThan(found.get(E)!);
  expect(found.get(C)).toBeCloseTo(found.get(E)! / 2, 6);
});

test('thin companions are filled with those of the nearest items, then of the kind', () => {
  const categories = { names: ['Tents', 'Lamps'], ofRow: Int32Array.of(-1, 0, 0, 0, 1, 1, 1, 1, 1) };
  // B goes with D, C goes with E. A is near B, and of the kind of both.
  const log = [
    ['cart B 0', 'cart D 1'],
    ['cart C 0', 'cart E 1'],
  ];
  const { companions } = buildRelations(relationSourceOf(log, { categories, nearest: nearestOf({ [A]: [[B, 1]] }) }));
  const found = new Map(entriesOf(companions, A) as [number, number][]);
  expect([...found.keys()]).toEqual([D, E]);
  expect(found.get(D)).toBeGreaterThan(found.get(E)!);
});

test('without a catalogue, substitutes lend their companions', () => {
  const log = [
    ['view A 0', 'view B 1', 'buy B 2'],
    ['cart B 0', 'cart D 1'],
  ];
  expect(rowsOf(buildRelations(relationSourceOf(log)).companions, A)).toEqual([D]);
});

test('an item with four counted entries is not filled', () => {
  const log = [['cart A 0', 'cart B 1', 'cart C 2', 'cart D 3', 'cart E 4']];
  const nearest = nearestOf({ [A]: [[B, 1]], [B]: [[6, 1]] });
  const others = [['cart B 0', 'cart F 1']];
  expect(rowsOf(buildRelations(relationSourceOf([...log, ...others], { nearest })).companions, A)).toEqual([
    B,
    C,
    D,
    E,
  ]);
});

test('an empty log has empty tables', () => {
  const { companions, substitutes } = buildRelations(relationSourceOf([]));
  expect([companions.offsets.length, companions.toRows.length, substitutes.toRows.length]).toEqual([10, 0, 0]);
});
