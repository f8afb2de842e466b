import { expect, test } from 'vitest';
import { headSpecs, itemHeadSpecs, queryMatrix, sessionHeads } from './headSpecs.js';
import { itemTarget, rankingHead } from './ranking.js';

const config = { width: 4, heads: [rankingHead('next-purchase')] };

test('next-purchase has a matrix with the name from older releases', () => {
  expect(itemHeadSpecs(config)).toEqual([{ name: 'purchase_query', shape: [4, 4], init: 0 }]);
  expect(queryMatrix(config)).toBe('purchase_query');
});

test('next-item uses the state as its query', () => {
  const nextItem = { width: 4, heads: [rankingHead('next-item')] };
  expect(itemHeadSpecs(nextItem)).toEqual([]);
  expect(queryMatrix(nextItem)).toBeUndefined();
});

test('an unknown target has no tensors', () => {
  expect(headSpecs({ name: 'churn', over: 'session', target: 'leaves-for-good' }, config)).toEqual([]);
});

test('sessionHeads returns only heads over the session', () => {
  const churn = { name: 'churn', over: 'session', target: 'leaves-for-good' } as const;
  expect(sessionHeads({ ...config, heads: [...config.heads, churn] })).toEqual([churn]);
});

test('queryMatrix refuses a head that the model does not have', () => {
  expect(() => queryMatrix(config, 'churn')).toThrow('no head churn over items');
  expect(() => itemTarget({ heads: [] })).toThrow('no ranking head');
});
