import { expect, test } from 'vitest';
import { contentTransitions } from './contentTransitions.js';

// Item 1 is followed by 2 and 3, item 2 by 3. By content, 1 is similar to 3 and 4, and 4 to 1.
const counted = [
  new Map<number, number>(),
  new Map([
    [2, 4],
    [3, 1],
  ]),
  new Map([[3, 2]]),
  new Map<number, number>(),
  new Map<number, number>(),
];
const neighbours = {
  offsets: Uint32Array.of(0, 0, 2, 2, 2, 3),
  toRows: Int32Array.of(3, 4, 1),
  strengths: Float32Array.of(0.5, 1, 0.25),
};
const joined = (shape: 'added' | 'share', weight: number) =>
  contentTransitions(counted, { neighbours, rule: { shape, weight } }).map((row) => Object.fromEntries(row));

test('added: the weighted similarity is added to the strength', () => {
  expect(joined('added', 0.5)).toEqual([{}, { 2: 4, 3: 1.25, 4: 0.5 }, { 3: 2 }, {}, { 1: 0.125 }]);
});

test('share: the similarity counts as a share of the strongest transition', () => {
  // The strongest of item 1 is 4. Item 4 has none, so the mean of 4 and 2 counts.
  expect(joined('share', 0.5)).toEqual([{}, { 2: 4, 3: 2, 4: 2 }, { 3: 2 }, {}, { 1: 0.375 }]);
});

test('counted transitions stay as they are', () => {
  joined('added', 1);
  expect([...counted[1]!]).toEqual([
    [2, 4],
    [3, 1],
  ]);
});
