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

test("the shop's order counts by the release's weight, unless the request contains it", async () => {
  const { context } = createContext({ ...release, config: { ...release.config, orderWeight: 4 } }, viewOf('a'));
  const itemIds = ['a', 'x', 'b', 'c'];
  // a 1, b 5 - 4 ln 3 = .61, c 3 - 4 ln 4 = -2.55
  expect(await rerank({ ...request, itemIds }, context)).toMatchObject({ order: Uint32Array.of(0, 1, 2, 3) });
  // Boosts alone leave the weight: c 3 - 5.55 + 4 = 1.45
  const added = Float32Array.of(0, 0, 0, 4);
  expect(await rerank({ ...request, itemIds, added }, context)).toMatchObject({ order: Uint32Array.of(3, 1, 0, 2) });
  expect(await rerank({ ...request, itemIds, hasOrder: true }, context)).toMatchObject({
    order: Uint32Array.of(2, 1, 3, 0),
  });
});

test('rerank gives probabilities of the model alone, if asked', async () => {
  const calibrated = { ...release, config: { ...release.config, probability: { temperature: 2, rest: 3 } } };
  const { context } = createContext(calibrated, viewOf('a'));
  const asked = { ...request, itemIds: ['c', 'x', 'b'], added: Float32Array.of(9, 0, 0) };
  const weight = (score: number) => Math.exp(score / 2);
  const total = [5, 4, 3, 2, 1].map(weight).reduce((a, b) => a + b) + 3 * weight(1);
  const { order, probabilities } = await rerank({ ...asked, withProbabilities: true }, context);
  expect(order).toEqual(Uint32Array.of(0, 1, 2));
  expect([...probabilities!].map((p) => p * total)).toEqual([
    expect.closeTo(weight(3), 9),
    Number.NaN,
    expect.closeTo(weight(5), 9),
  ]);
  expect(await rerank(asked, context)).not.toHaveProperty('probabilities');
  const { context: without } = createContext(release, viewOf('a'));
  expect(await rerank({ ...asked, withProbabilities: true }, without)).not.toHaveProperty('probabilities');
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
