import { expect, test } from 'vitest';
import { type ModelConfig, parameterSpecs } from '../config.js';
import { rankingHead } from '../heads/ranking.js';
import { floatItemMatrix } from '../light/itemMatrix.js';
import { LightEncoder } from '../light/lightEncoder.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { popularityNetwork } from './popularityNetwork.js';

const config: ModelConfig = { ...untrainedModel(3).config, itemCount: 4, heads: [rankingHead('next-item')] };
const actionCounts = Float64Array.of(0, 9, 0, 2, 5);

test('a network that learned nothing ranks every history by popularity', () => {
  const { values } = popularityNetwork(config, actionCounts);
  const items = floatItemMatrix(values.get('item_embedding')!, values.get('item_bias')!);
  const encoder = new LightEncoder(config, values, items);
  encoder.advance([{ itemRow: 2, typeIndex: 2, timestampMs: 0 }], 0);
  expect(encoder.query().every(Number.isFinite)).toBe(true);
  expect([...values.get('item_embedding')!].every((value) => value === 0)).toBe(true);
  expect([...values.get('item_bias')!]).toEqual([0, 9, 0, 2, 5].map((count) => Math.fround(Math.log1p(count))));
});

test('a trained encoder and vectors stay, and new items have vectors of 0', () => {
  const trained = untrainedModel(3);
  const { values } = popularityNetwork(config, actionCounts, trained);
  const { width } = config;
  const vectors = values.get('item_embedding')!;
  expect(vectors.subarray(0, 4 * width)).toEqual(trained.values.get('item_embedding'));
  expect([...vectors.subarray(4 * width)]).toEqual(new Array(width).fill(0));
  for (const { name, shape } of parameterSpecs(config))
    if (shape[0] !== 5) expect(values.get(name)).toEqual(trained.values.get(name));
});
