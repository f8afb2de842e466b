import { afterEach, expect, test, vi } from 'vitest';
import type { RowOptions } from './api.js';
import { rowLength } from './rowLength.js';

afterEach(() => void vi.restoreAllMocks());

test.each([
  { given: undefined, count: 10 },
  { given: null, count: 10 },
  { given: {}, count: 10 },
  { given: { k: 1 }, count: 1 },
  { given: { k: 4.9 }, count: 4 },
  { given: { k: 0 }, count: 10, found: '0' },
  { given: { k: '5' }, count: 10, found: '"5"' },
  { given: { k: NaN }, count: 10, found: 'NaN' },
  { given: { k: null }, count: 10, found: 'null' },
  // The most common mistake in code without types.
  { given: 5, count: 10, found: '5' },
])('a row with $given requests $count items and warns about invalid options', ({ given, count, found }) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(rowLength('related', given as RowOptions)).toBe(count);
  expect(warn.mock.calls).toEqual(
    found === undefined ? [] : [[`[aisle] related: { k } must be a number of at least 1, found ${found}; used 10.`]],
  );
});
