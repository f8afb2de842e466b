import { expect, test } from 'vitest';
import { trivialFigures } from './trivialFigures.js';

const USEFUL = { popularity: 0.2, transitionTable: 0.4, transitionsOnly: 0.5 };
const DIFFERENCES = [0, 0.1, 0];

test('figures of a useful measurement are not trivial', () => {
  expect(trivialFigures(11, { ...USEFUL, transitionTable: 0.9899 }, DIFFERENCES)).toEqual([]);
});

test.each([
  ['ten items', 10, USEFUL, DIFFERENCES, 'the release has 10 items, so a list of ten has all of them.'],
  [
    'popularity',
    50,
    { ...USEFUL, popularity: 0.99 },
    DIFFERENCES,
    'most popular items have nearly every answer (HR@10 0.9900).',
  ],
  [
    'the table',
    50,
    { ...USEFUL, transitionTable: 1 },
    DIFFERENCES,
    'has nearly every answer (HR@10 1.0000). Check that',
  ],
  [
    'transitions',
    50,
    { ...USEFUL, transitionsOnly: 1 },
    DIFFERENCES,
    'has nearly every answer (HR@10 1.0000). Check that',
  ],
  ['equal ranks', 50, USEFUL, [0, 0], 'The comparison is trivial: the model ranks every answer where'],
])('%s make them trivial', (_, itemCount, hitRates, differences, sentence) => {
  expect(trivialFigures(itemCount, hitRates, differences)).toEqual([expect.stringContaining(sentence)]);
});
