import { afterEach, expect, test, vi } from 'vitest';
import { readIds } from './readIds.js';

afterEach(() => void vi.restoreAllMocks());

test.each([
  ['item-10', ['item-10']],
  [7, ['7']],
  [{ item_id: 'a' }, ['a']],
  [new Set(['a', 'b']), ['a', 'b']],
  [new Map([['a', 1]]).keys(), ['a']],
  [
    [{ item_id: 'a' }, 'b', 3],
    ['a', 'b', '3'],
  ],
  [[], []],
])('reads %j', (found, ids) => {
  expect(readIds('predict', 'exclude', found)).toEqual(ids);
});

test.each([undefined, null, false, ''])('%j counts as absent', (found) => {
  expect(readIds('predict', 'exclude', found)).toBeUndefined();
});

test('entries without an id are skipped with a warning', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(readIds('related', 'exclude', ['a', undefined, { sku: 1 }])).toEqual(['a']);
  expect(warn.mock.calls).toEqual([['[aisle] related: skipped exclude[1], which must be an id; found nothing.']]);
});

test('another value is a problem', () => {
  expect(() => readIds('predict', 'exclude', true)).toThrow(/^exclude must be a list of ids: .*not iterable/);
  expect(() => readIds('predict', 'candidates', {})).toThrow(/^candidates must be a list of ids: .*not iterable/);
  const throwing = {
    [Symbol.iterator]() {
      throw new Error('of the page');
    },
  };
  expect(() => readIds('predict', 'exclude', throwing)).toThrow('exclude must be a list of ids: of the page');
});
