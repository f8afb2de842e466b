import { expect, test } from 'vitest';
import { headSpecs, itemHeadSpecs, queryMatrix, sessionHeads } from './headSpecs.js';
import { itemTarget, rankingHead } from './ranking.js';

const config = { width: 4, heads: [rankingHead('next-purchase')] };

test('the next purchase has a matrix, under the name that releases have had', () => {
  expect(itemHeadSpecs(config)).toEqual([{ name: 'purchase_query', shape: [4, 4], init: 0 }]);
  expect(queryMatrix(config)).toBe('purchase_query');
});

test('the next item asks with the state itself', () => {
  const nextItem = { width: 4, heads: [rankingHead('next-item')] };
  expect(itemHeadSpecs(nextItem)).toEqual([]);
  expect(queryMatrix(nextItem)).toBeUndefined();
});

test('a target that is not known has no tensors', () => {
  expect(headSpecs({ name: 'churn', over: 'session', target: 'leaves-for-good' }, config)).toEqual([]);
});

test('heads over the session are told apart', () => {
  const churn = { name: 'churn', over: 'session', target: 'leaves-for-good' } as const;
  expect(sessionHeads({ ...config, heads: [...config.heads, churn] })).toEqual([churn]);
});

test('a head that the model does not have is refused', () => {
  expect(() => queryMatrix(config, 'churn')).toThrow('no head churn over items');
  expect(() => itemTarget({ heads: [] })).toThrow('no ranking head');
});
