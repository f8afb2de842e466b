import { expect, test } from 'vitest';
import { relationSourceOf } from '../testing/relationSourceOf.js';
import type { TransitionTable } from '../transitionTable.js';
import { buildRelations } from './buildRelations.js';
import { tableOfEntries } from './relationEntries.js';

/** The entries of one row. */
const entriesOf = ({ offsets, toRows, strengths }: TransitionTable, row: number) =>
  Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => [
    toRows[offsets[row]! + i]!,
    strengths[offsets[row]! + i]!,
  ]);
const rowsOf = (table: TransitionTable, row: number) => entriesOf(table, row).map(([other]) => other);
/** By row: its nearest items with their similarities. */
const nearestOf = (lists: Readonly<Record<number, readonly (readonly [number, number])[]>>) =>
  tableOfEntries(Array.from({ length: 9 }, (_, row) => lists[row] ?? []));
const [A, B, C, D, E] = [1, 2, 3, 4, 5];

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

test('without a catalogue, substitutes lend their companions', () => {
  const log = [
    ['view A 0', 'view B 1', 'buy B 2'],
    ['cart B 0', 'cart D 1'],
  ];
  expect(rowsOf(buildRelations(relationSourceOf(log)).companions, A)).toEqual([D]);
});

test('an item with four companions is not filled', () => {
  const ownCompanions = ['cart A 0', 'cart B 1', 'cart C 2', 'cart D 3', 'cart E 4'];
  // F is a substitute of A, and goes with G.
  const others = [
    ['view A 0', 'view F 1', 'buy F 2'],
    ['cart F 0', 'cart G 1'],
  ];
  expect(rowsOf(buildRelations(relationSourceOf([ownCompanions, ...others])).companions, A)).toEqual([B, C, D, E]);
  expect(rowsOf(buildRelations(relationSourceOf([ownCompanions.slice(0, 4), ...others])).companions, A)).toEqual([
    B,
    C,
    D,
    7,
  ]);
});

test('an empty log has empty tables', () => {
  const { companions, substitutes } = buildRelations(relationSourceOf([]));
  expect([companions.offsets.length, companions.toRows.length, substitutes.toRows.length]).toEqual([10, 0, 0]);
});
