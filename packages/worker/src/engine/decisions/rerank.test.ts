import { expect, test } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases } from '../../testing/smallRelease.js';
import { request, viewOf } from '../../testing/testEngine.js';
import { rerank } from './rerank.js';

const release = releaseOfBiases([1, 5, 3, 2, 4]);

test('orders a list by score; unknown items keep their positions', async () => {
  const { context } = createContext(release, viewOf('a'));
  const reply = await rerank({ ...request, itemIds: ['a', 'x', 'b', 'c'] }, context);
  // b (5), c (3), a (1) at positions 0, 2, 3.
  expect(reply).toEqual({ release: 'r1', tier: 'light', historyId: 'e', order: Uint32Array.of(2, 1, 3, 0) });
});

test("rerank adds the shop's logits to the scores of their items", async () => {
  const { context } = createContext(release, viewOf('a'));
  const itemIds = ['a', 'x', 'b', 'c'];
  // a 1 + 3, b 5 - 1.5, c 3 + .75
  const added = Float32Array.of(3, 100, -1.5, 0.75);
  expect(await rerank({ ...request, itemIds, added }, context)).toMatchObject({ order: Uint32Array.of(0, 1, 3, 2) });
});

test('a list of unknown items is not ranked', async () => {
  const { context } = createContext(release, viewOf('a'));
  expect(await rerank({ ...request, itemIds: ['x', 'y'] }, context)).toEqual({
    release: 'r1',
    tier: 'light',
    historyId: 'e',
    reason: 'unknown-items',
  });
});

test('rerank marks the engine as busy', async () => {
  const { context, busy } = createContext(release, viewOf('a'));
  await rerank({ ...request, itemIds: ['a'] }, context);
  expect(busy).toHaveBeenCalledTimes(1);
});
