import { expect, test } from 'vitest';
import type { ModelConfig } from './config.js';
import { goldenConfig } from './goldenConfig.js';
import { rankingHead } from './heads/ranking.js';

const older: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 3,
  width: 4,
  layerCount: 1,
  headCount: 1,
  feedForwardWidth: 4,
  windowLength: 3,
  heads: [rankingHead('next-item')],
};
const memory = { queryDecay: 0.7, queryLength: 20, weight: 2, scale: 30 };

test('golden vectors are without what older SDKs do not know', () => {
  expect(goldenConfig({ ...older, memory: { ...memory, choiceWeight: 8 }, companions: memory })).toEqual({
    ...older,
    memory,
  });
  expect(goldenConfig({ ...older, substitutes: memory, situations: { atChoice: { repeats: 2 } } })).toEqual(older);
});
