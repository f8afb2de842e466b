import { expect, test } from 'vitest';
import { kindsOf } from '../testing/kindsOf.js';
import type { RowRules } from './composeRow.js';
import { enoughRows } from './enoughRows.js';

// Rows 1 to 4 are chairs, 5 and 6 lamps, 7 a tent, 8 has no kind.
const rules: RowRules = {
  k: 3,
  diversity: 0,
  maxPerKind: 2,
  viewedRows: new Set(),
  maxViewed: 0,
  boughtKinds: new Set(),
  kinds: kindsOf([0, 0, 0, 0, 1, 1, 2, -1]),
  similarity: () => 0,
};
const enoughOf = (rows: readonly number[], changed: Partial<RowRules> = {}) =>
  enoughRows(
    rows.map((row) => ({ row, score: -row })),
    { ...rules, ...changed },
  );

test('nothing is missing if the candidates can fill the row', () => {
  expect(enoughOf([1, 2, 3, 5])).toBeUndefined();
  expect(enoughOf([1, 2, 8])).toBeUndefined();
});

test('a kind with maxPerKind candidates has enough', () => {
  expect(enoughOf([1, 2, 3])).toEqual(new Set([1, 2, 3, 4]));
  expect(enoughOf([1, 5])).toEqual(new Set([1, 5]));
});

test('a bought kind needs no candidates', () => {
  expect(enoughOf([5, 7, 8], { boughtKinds: new Set([1]) })).toEqual(new Set([5, 6, 7, 8]));
});

test('viewed items do not fill a row', () => {
  expect(enoughOf([1, 2, 5], { viewedRows: new Set([2, 6]) })).toEqual(new Set([1, 2, 5, 6]));
  expect(enoughOf([1, 2], { k: 2, viewedRows: new Set([1]), kinds: undefined })).toEqual(new Set([1, 2]));
});
