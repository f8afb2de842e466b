import { expect, test } from 'vitest';
import { countName, listCounts } from './nameCounts.js';

const countsOf = (names: Iterable<string>) => {
  const counts = new Map<string, number>();
  for (const name of names) countName(counts, name);
  return counts;
};

test('names are listed by how often they occur', () => {
  expect(listCounts(countsOf('abbbccd'), 2)).toBe('b 3, c 2 and 2 more');
  expect(listCounts(countsOf(Array<string>(1204).fill('scroll')))).toBe('scroll 1,204');
});

test('long names are cut, and names past the thousandth are counted together', () => {
  const counts = countsOf(Array.from({ length: 1003 }, (_, i) => `n${i}`));
  expect([counts.size, counts.get('…')]).toEqual([1001, 3]);
  expect([...countsOf(['x'.repeat(61)]).keys()]).toEqual([`${'x'.repeat(60)}…`]);
});
