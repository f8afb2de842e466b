import { expect, test } from 'vitest';
import { contentTransitions } from './contentTransitions.js';
import type { ItemTransitions } from './transitionStrengths.js';

// Item 1 is followed by 2 and 3, item 2 by 3. By content, 1 is similar to 3 and 4, and 4 to 1.
const COUNTED: readonly (readonly (readonly [to: number, strength: number])[])[] = [
  [],
  [
    [2, 4],
    [3, 1],
  ],
  [[3, 2]],
  [],
  [],
];
const counted = (row: number): ItemTransitions => ({
  toRows: Int32Array.from(COUNTED[row]!, ([to]) => to),
  strengths: Float64Array.from(COUNTED[row]!, ([, strength]) => strength),
});
const neighbours = {
  offsets: Uint32Array.of(0, 0, 2, 2, 2, 3),
  toRows: Int32Array.of(3, 4, 1),
  strengths: Float32Array.of(0.5, 1, 0.25),
};
const joined = (shape: 'added' | 'share', weight: number) =>
  COUNTED.map((_, row) => {
    const { toRows, strengths } = contentTransitions(counted, neighbours)({ shape, weight })(row);
    return Object.fromEntries(Array.from(toRows, (to, entry) => [to, strengths[entry]]));
  });

test('added: the weighted similarity is added to the strength', () => {
  expect(joined('added', 0.5)).toEqual([{}, { 2: 4, 3: 1.25, 4: 0.5 }, { 3: 2 }, {}, { 1: 0.125 }]);
});

test('share: the similarity counts as a share of the strongest transition', () => {
  // The strongest of item 1 is 4. Item 4 has none, so the mean of 4 and 2 counts.
  expect(joined('share', 0.5)).toEqual([{}, { 2: 4, 3: 2, 4: 2 }, { 3: 2 }, {}, { 1: 0.375 }]);
});
