import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { contentNeighbours } from './contentNeighbours.js';
import type { ItemAttributes } from './itemAttributes.js';

/** @param valuesOf the values of items 1, 2, … */
function attributesOf(...valuesOf: readonly (readonly number[])[]): ItemAttributes {
  const offsets = new Uint32Array(valuesOf.length + 2);
  valuesOf.forEach((values, i) => (offsets[i + 2] = offsets[i + 1]! + values.length));
  return { count: 1 + Math.max(-1, ...valuesOf.flat()), offsets, ids: Int32Array.from(valuesOf.flat()) };
}

/** By item: its neighbours with their similarities. */
const listOf = ({ offsets, toRows, strengths }: ReturnType<typeof contentNeighbours>) =>
  Array.from({ length: offsets.length - 1 }, (_, row) =>
    Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i): [number, number] => [
      toRows[offsets[row]! + i]!,
      strengths[offsets[row]! + i]!,
    ]),
  );

test('similarity is the cosine of values weighted by rarity', () => {
  // Of 4 items, value 0 belongs to 3 (weight ln 4/3 = .2877), values 1 and 2 to 2 each (weight ln 2 = .6931).
  const table = contentNeighbours([attributesOf([0, 1], [0, 1], [0, 2], [2])], 4);
  const length = Math.hypot(0.28768, Math.LN2);
  const expected = [
    [],
    [
      [2, 1],
      [3, 0.28768 ** 2 / length ** 2],
    ],
    [
      [1, 1],
      [3, 0.28768 ** 2 / length ** 2],
    ],
    [
      [1, 0.28768 ** 2 / length ** 2],
      [2, 0.28768 ** 2 / length ** 2],
      [4, Math.LN2 / length],
    ],
    [[3, Math.LN2 / length]],
  ];
  const found = listOf(table);
  expect(found.map((list) => list.map(([row]) => row))).toEqual(expected.map((list) => list.map(([row]) => row)));
  found.flat().forEach(([, similarity], i) => expect(similarity).toBeCloseTo(expected.flat()[i]![1]!, 4));
});

test('several kinds of values count alike', () => {
  // Items 1 and 2 agree in the first kind alone, items 1 and 3 in the second.
  const kinds = [attributesOf([0], [0], [1], [1]), attributesOf([0], [1], [0], [1])];
  expect(listOf(contentNeighbours(kinds, 4))[1]).toEqual([
    [2, 0.5],
    [3, 0.5],
  ]);
});

test('values of all items, and of one item, say nothing', () => {
  expect(listOf(contentNeighbours([attributesOf([0, 1], [0, 2], [0])], 3))).toEqual([[], [], [], []]);
});

test('the nearest items are kept, as by comparing all pairs', () => {
  const random = seededRandom(5);
  const items = 80;
  const valuesOf = Array.from({ length: items }, () => [
    ...new Set(Array.from({ length: 6 }, () => Math.floor(25 * random() ** 2))),
  ]);
  const itemsOf = Array.from({ length: 25 }, (_, id) => valuesOf.filter((values) => values.includes(id)).length);
  const idf = itemsOf.map((count) => (count > 1 ? Math.log(items / count) : 0));
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, id) => sum + (b.includes(id) ? idf[id]! ** 2 : 0), 0);
  const cosine = (a: number, b: number) => {
    const [one, two] = [valuesOf[a]!, valuesOf[b]!];
    return dot(one, two) / Math.sqrt(dot(one, one) * dot(two, two));
  };
  const found = listOf(contentNeighbours([attributesOf(...valuesOf)], items, 5));
  for (let row = 1; row <= items; row++) {
    const others = [...valuesOf.keys()].filter((other) => other !== row - 1);
    const best = others.map((other) => cosine(row - 1, other)).sort((a, b) => b - a);
    const similarities = found[row]!.map(([, similarity]) => similarity).sort((a, b) => b - a);
    expect(similarities).toHaveLength(5);
    similarities.forEach((similarity, i) => expect(similarity).toBeCloseTo(best[i]!, 5));
    for (const [other, similarity] of found[row]!) expect(similarity).toBeCloseTo(cosine(row - 1, other - 1), 5);
  }
});
