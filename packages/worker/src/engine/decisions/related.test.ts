import { kindsOf } from '@aisle/model/testing';
import { describe, expect, test, vi } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfVectors } from '../../testing/smallRelease.js';
import { viewOf } from '../../testing/testEngine.js';
import { related } from './related.js';

// Cosines with a: b .6, c .8, d 0, e -1.
const release = releaseOfVectors([1, 0], [0.6, 0.8], [0.8, 0.6], [0, 1], [-1, 0]);
const idsOf = async (...asked: Parameters<typeof related>) =>
  (await related(...asked)).items.map(({ item_id }) => item_id);

test('related items have the nearest vectors, nearest first', async () => {
  const { context } = createContext(release);
  const { items, ...provenance } = await related({ k: 3, itemId: 'a' }, context);
  expect(items.map(({ item_id }) => item_id)).toEqual(['c', 'b', 'd']);
  expect(items.every(({ score }, i) => i === 0 || score < items[i - 1]!.score)).toBe(true);
  expect(provenance).toEqual({ release: 'r1', tier: 'light', historyId: undefined });
});

test('related items come from candidates, each once, without excluded ones', async () => {
  const { context } = createContext(release);
  expect(await idsOf({ k: 5, itemId: 'a', candidates: ['e', 'a', 'b', 'x', 'b'] }, context)).toEqual(['b', 'e']);
  expect(await idsOf({ k: 2, itemId: 'a', exclude: ['c'] }, context)).toEqual(['b', 'd']);
});

test('related reads no history', async () => {
  const { context, history } = createContext(release, viewOf('b'));
  await related({ k: 2, itemId: 'a' }, context);
  expect(history.reads).toBe(0);
});

test('related items are in stock and have their entry of the catalogue file', async () => {
  const entries = [{ item_id: 'b', in_stock: false }, { item_id: 'c' }, { item_id: 'd', in_stock: true }];
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(entries)));
  const { context } = createContext(release);
  const { items } = await related({ k: 5, itemId: 'a', catalogueUrl: 'https://shop.example/c.json' }, context);
  vi.unstubAllGlobals();
  expect(items.map(({ item_id, product }) => [item_id, product])).toEqual([
    ['c', entries[1]],
    ['d', entries[2]],
  ]);
});

test('an unknown item has no related items', async () => {
  const { context } = createContext(release);
  expect(await related({ k: 3, itemId: 'x' }, context)).toMatchObject({ items: [], reason: 'unknown-items' });
});

describe('with kinds and substitutes', () => {
  // Substitutes of a: e. Of its kind: a, b and e.
  const known = {
    ...release,
    kinds: kindsOf([0, 0, 1, 1, 0]),
    relations: {
      substitutes: {
        offsets: Uint32Array.of(0, 0, 1, 1, 1, 1, 1),
        toRows: Int32Array.of(5),
        strengths: Float32Array.of(0.01),
      },
    },
  };

  test('related items are substitutes, then the nearest of the kind, then the nearest of all', async () => {
    const { context } = createContext(known);
    expect(await idsOf({ k: 5, itemId: 'a' }, context)).toEqual(['e', 'b', 'c', 'd']);
    expect(await idsOf({ k: 1, itemId: 'b' }, context)).toEqual(['a']);
  });

  test('maxPerCategory limits related items of one kind', async () => {
    const { context } = createContext(known);
    expect(await idsOf({ k: 3, itemId: 'a', maxPerCategory: 1 }, context)).toEqual(['e', 'c', 'b']);
  });
});
