import { expect, test } from 'vitest';
import { pruneTransitions } from './pruneTransitions.js';

const transitions = {
  offsets: Uint32Array.of(0, 0, 3, 3, 5),
  toRows: Int32Array.of(1, 2, 3, 1, 2),
  strengths: Float32Array.of(0.5, 2, 1, 4, 4),
};

test('keeps the strongest transitions of each item, in row order', () => {
  const lists = (neighbours: number) => {
    const { offsets, toRows, strengths } = pruneTransitions(transitions, neighbours);
    return [[...offsets], [...toRows], [...strengths]];
  };
  expect(lists(2)).toEqual([
    [0, 0, 2, 2, 4],
    [2, 3, 1, 2],
    [2, 1, 4, 4],
  ]);
  expect(lists(1)).toEqual([
    [0, 0, 1, 1, 2],
    [2, 1],
    [2, 4],
  ]);
});

test('a limit above all counts changes nothing', () => {
  expect(pruneTransitions(transitions, 3)).toEqual(transitions);
});
