import { kindsOf } from '@aisle/model/testing';
import { expect, test } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases } from '../../testing/smallRelease.js';
import { boughtWith } from './boughtWith.js';

const release = {
  ...releaseOfBiases([0, 0, 0, 0, 0]),
  // a: b (2), c (1). b: a (9), c (1.5), d (2).
  transitions: {
    offsets: Uint32Array.of(0, 0, 2, 5, 5, 5, 5),
    toRows: Int32Array.of(2, 3, 1, 3, 4),
    strengths: Float32Array.of(2, 1, 9, 1.5, 2),
  },
};
const idsOf = async (...asked: Parameters<typeof boughtWith>) =>
  (await boughtWith(...asked)).items.map(({ item_id }) => item_id);

test('boughtWith adds up what follows the given items, without these', async () => {
  const { context } = createContext(release);
  expect(await idsOf({ k: 5, itemIds: ['a'] }, context)).toEqual(['b', 'c']);
  // c: 1 + 1.5, d: 2.
  expect(await idsOf({ k: 5, itemIds: ['a', 'x', 'b'] }, context)).toEqual(['c', 'd']);
});

test('boughtWith without a known item has a reason', async () => {
  const { context } = createContext(release);
  expect(await boughtWith({ k: 5, itemIds: ['x'] }, context)).toMatchObject({ items: [], reason: 'unknown-items' });
});

test('boughtWith without any item is an empty row without a reason', async () => {
  const { context } = createContext(release);
  expect(await boughtWith({ k: 5, itemIds: [] }, context)).toEqual({
    release: 'r1',
    tier: 'light',
    historyId: undefined,
    items: [],
  });
});

test('companions come before those of the kinds, at most a third of one kind', async () => {
  // Kinds: a and b 0, c to e 1. Companions: a: c (1). b: d (3), c (1), e (2).
  const known = {
    ...release,
    kinds: kindsOf([0, 0, 1, 1, 1]),
    relations: {
      companions: {
        offsets: Uint32Array.of(0, 0, 1, 4, 4, 4, 4),
        toRows: Int32Array.of(3, 3, 4, 5),
        strengths: Float32Array.of(1, 1, 3, 2),
      },
    },
  };
  const { context } = createContext(known);
  expect(await idsOf({ k: 5, itemIds: ['a'] }, context)).toEqual(['c', 'd', 'e']);
  const mixed = createContext({ ...known, kinds: kindsOf([0, 0, 1, 1, 2]) }).context;
  expect(await idsOf({ k: 2, itemIds: ['a'] }, mixed)).toEqual(['c', 'e']);
  // One of the first three places; then the limit yields.
  expect(await idsOf({ k: 3, itemIds: ['a'] }, mixed)).toEqual(['c', 'e', 'd']);
  expect(await idsOf({ k: 2, itemIds: ['a'], maxPerCategory: 2 }, mixed)).toEqual(['c', 'd']);
});

test('of a large kind, the companions of ten thousand items spread over it count', async () => {
  // All items but the last are of the kind of the first. Item r leads to item r + 1.
  const count = 30_003;
  const known = releaseOfBiases(new Array<number>(count).fill(0));
  const offsets = Uint32Array.from({ length: count + 2 }, (_, row) => Math.max(0, Math.min(row, count) - 1));
  const toRows = Int32Array.from({ length: count - 1 }, (_, entry) => entry + 2);
  const companions = { offsets, toRows, strengths: Float32Array.from(toRows, (row) => row) };
  const kinds = kindsOf(Array.from({ length: count }, (_, i) => (i < count - 1 ? 0 : 1)));
  const { context } = createContext({ ...known, kinds, relations: { companions } });
  const ids = await idsOf({ k: 9, itemIds: ['a'], maxPerCategory: 9 }, context);
  // 30,002 items of the kind: every fourth of them leads to the next one. The first of the row is the item's own.
  expect(ids.slice(0, 3)).toEqual(['b', 'item-30002', 'item-29998']);
});

test('no second item of a kind that people rarely buy twice', async () => {
  // Kinds: a and b 0, c to e 1. b follows a more often than c.
  const kinds = (share: number) =>
    kindsOf(
      [0, 0, 1, 1, 1],
      [
        { share, medianDays: 9 },
        { share: 0.5, medianDays: 9 },
      ],
    );
  const row = (share: number) =>
    idsOf({ k: 1, itemIds: ['a'] }, createContext({ ...release, kinds: kinds(share) }).context);
  expect([await row(0.5), await row(0.05)]).toEqual([['b'], ['c']]);
});

test('without a table, nothing goes with an item', async () => {
  const { transitions: _, ...without } = release;
  const { context } = createContext(without);
  expect(await boughtWith({ k: 5, itemIds: ['a'] }, context)).toMatchObject({ items: [], release: 'r1' });
});
