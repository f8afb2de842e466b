import { expect, test } from 'vitest';
import { headSpecs } from './headSpecs.js';
import { sessionHeadConfig, sessionLogit } from './linearHead.js';
import { SESSION_FEATURE_COUNT } from './sessionFeatures.js';

const head = sessionHeadConfig('order-within-7');

test('the tensors of a session head are one row each, and a bias', () => {
  expect(headSpecs(head, { width: 4 })).toEqual([
    { name: 'heads.order_within_7.state', shape: [1, 4], init: 0 },
    { name: 'heads.order_within_7.features', shape: [1, SESSION_FEATURE_COUNT], init: 0 },
    { name: 'heads.order_within_7.bias', shape: [1], init: 0 },
  ]);
});

test('the logit is the sum of state, features and bias', () => {
  const ofFeatures = new Float32Array(SESSION_FEATURE_COUNT);
  ofFeatures.set([0.5, -1]);
  const features = new Float32Array(SESSION_FEATURE_COUNT).fill(7);
  features.set([4, 3]);
  const values = new Map([
    ['heads.order_within_7.state', Float32Array.of(1, 2)],
    ['heads.order_within_7.features', ofFeatures],
    ['heads.order_within_7.bias', Float32Array.of(0.25)],
  ]);
  // 1 · 10 + 2 · -1 + 0.5 · 4 - 1 · 3 + 0.25
  expect(sessionLogit(head, values, Float32Array.of(10, -1), features)).toBe(7.25);
});
