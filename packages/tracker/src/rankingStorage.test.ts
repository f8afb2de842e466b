import { encodeRanking } from '@aisle/core';
import { expect, test } from 'vitest';
import { type RankedHistory, RankingStorage } from './rankingStorage.js';
import { FakePage } from './testing/fakePage.js';

const RANKING = encodeRanking(['a', 'b'], true, 5_000);

/** A storage, and the texts in local storage after `save`. */
function makeStorage(history: Partial<RankedHistory> = {}) {
  const page = new FakePage();
  const storage = new RankingStorage('shop', { storage: 'device', historyId: 'h', discarded: false, ...history }, page);
  return { storage, texts: page.storage.texts };
}

test('a ranking of the history on the device is saved', () => {
  const { storage, texts } = makeStorage();
  storage.save(RANKING, 'h');
  expect(storage.read()).toBe(RANKING);
  expect([...texts.keys()]).toEqual(['aisle-shop-ranking']);
});

test.each<[string, Partial<RankedHistory>]>([
  ['in memory', { storage: 'memory' }],
  ['not allowed', { storage: 'none' }],
  ['another one', { historyId: 'other' }],
  ['not known', { historyId: undefined }],
  ['of a program', { discarded: true }],
])('a ranking is not saved if the history is %s', (_, history) => {
  const { storage } = makeStorage(history);
  storage.save(RANKING, 'h');
  expect(storage.read()).toBeUndefined();
});

test('a ranking without a history is not saved', () => {
  const { storage } = makeStorage({ historyId: undefined });
  storage.save(RANKING, undefined);
  expect(storage.read()).toBeUndefined();
});

test('encryption removes the ranking and prevents another one', () => {
  const { storage } = makeStorage();
  storage.save(RANKING, 'h');
  storage.encrypt();
  expect(storage.read()).toBeUndefined();
  storage.save(RANKING, 'h');
  expect(storage.read()).toBeUndefined();
});

test('an empty ranking removes the stored one with any history', () => {
  const { storage, texts } = makeStorage({ storage: 'none' });
  texts.set('aisle-shop-ranking', RANKING);
  storage.save('', undefined);
  expect(texts.size).toBe(0);
});

test.each([
  [5_000, RANKING],
  [5_001, undefined],
])('prune(%i) of a ranking made at 5,000: %j', (sinceMs, left) => {
  const { storage } = makeStorage();
  storage.save(RANKING, 'h');
  storage.prune(sinceMs);
  expect(storage.read()).toBe(left);
});

test('prune removes what is not a ranking', () => {
  const { storage, texts } = makeStorage();
  texts.set('aisle-shop-ranking', 'something else');
  storage.prune(0);
  expect(texts.size).toBe(0);
});

test('blocked storage reads as empty and saves nothing', () => {
  const blocked = {
    get localStorage(): never {
      throw new Error('blocked');
    },
  };
  const storage = new RankingStorage('shop', { storage: 'device', historyId: 'h', discarded: false }, blocked);
  storage.save(RANKING, 'h');
  storage.remove();
  expect(storage.read()).toBeUndefined();
});
