import { expect, test } from 'vitest';
import { countName, frequentNames, listCounts } from './nameCounts.js';

const countsOf = (names: Iterable<string>) => {
  const counts = new Map<string, number>();
  for (const name of names) countName(counts, name);
  return counts;
};

test('names are listed by how often they occur', () => {
  expect(listCounts(countsOf('abbbccd'), 2)).toBe('b 3, c 2 and 2 more');
  expect(listCounts(countsOf(Array<string>(1204).fill('scroll')))).toBe('scroll 1,204');
});

test('names beyond the first hundred are counted together', () => {
  const counts = countsOf(Array.from({ length: 103 }, (_, i) => `n${i}`));
  expect([counts.size, counts.get('other')]).toEqual([101, 3]);
});

test.each(['page_view', 'checkout/step-2', 'Artikel angesehen', '$pageview', '7'])('%s is a name', (name) => {
  expect([...countsOf([name])]).toEqual([[name, 1]]);
});

test.each(['jane@example.org', '+49 30 901820', '0049309018', 'x'.repeat(61), ''])('%s is not a name', (text) => {
  expect([...countsOf([text])]).toEqual([['other', 1]]);
});

test('names of few rows are not in the report', () => {
  const counts = new Map([
    ['page_view', 10],
    ['Anna Schmidt', 9],
    ['other', 2],
  ]);
  expect([...frequentNames(counts)]).toEqual([
    ['page_view', 10],
    ['other', 11],
  ]);
});
