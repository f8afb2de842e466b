import { encodeRanking } from '@aisle/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases } from '../../testing/smallRelease.js';
import { request, viewOf } from '../../testing/testEngine.js';
import { precomputeRanking } from './precomputeRanking.js';

const release = releaseOfBiases([1, 5, 3, 2, 4]);

beforeEach(() => void vi.useFakeTimers({ now: 1000, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

test('ranks all items after a pause of 50 ms', async () => {
  const { context, whenIdle, busy } = createContext(release, viewOf('a'));
  const reply = await precomputeRanking(request, context);
  expect(reply).toEqual({
    release: 'r1',
    tier: 'light',
    historyId: 'e',
    ranking: encodeRanking(['b', 'e', 'c', 'd', 'a'], true, 1000),
  });
  expect(whenIdle).toHaveBeenCalledExactlyOnceWith(50);
  // It must not delay other background work.
  expect(busy).not.toHaveBeenCalled();
});

test('an urgent request does not wait for a pause', async () => {
  const { context, whenIdle } = createContext(release, viewOf('a'));
  expect((await precomputeRanking({ ...request, urgent: true }, context)).ranking).toBeDefined();
  expect(whenIdle).not.toHaveBeenCalled();
});
