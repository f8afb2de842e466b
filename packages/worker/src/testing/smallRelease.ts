import { seededRandom } from '@aisle/core';
import {
  floatItemMatrix,
  headSpecs,
  type ModelConfig,
  parameterSpecs,
  rankingHead,
  type SessionTarget,
  sessionHeadConfig,
} from '@aisle/model';
import type { Release } from '@aisle/weights';

const config: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 5,
  width: 4,
  layerCount: 1,
  headCount: 2,
  feedForwardWidth: 6,
  windowLength: 3,
  heads: [rankingHead('next-item')],
};

/**
 * A release whose scores are the biases of its items: `a`, `b` and so on, from the 27th on `item-27`.
 *
 * @param bias logits
 */
export function releaseOfBiases(bias: readonly number[], releaseId = 'r1'): Release {
  const change = (values: Map<string, Float32Array>) => {
    values.set('item_embedding', new Float32Array((bias.length + 1) * config.width));
    values.set('item_bias', Float32Array.of(0, ...bias));
  };
  const itemIds = bias.map((_, i) => 'abcdefghijklmnopqrstuvwxyz'[i] ?? `item-${i + 1}`);
  return { ...randomRelease(releaseId, change), config: { ...config, itemCount: bias.length }, itemIds };
}

/** The release with heads over the session, whose logits are always these. */
export function withHeads(release: Release, logits: Partial<Record<SessionTarget, number>>): Release {
  const values = new Map(release.values);
  const heads = Object.entries(logits).map(([target, logit]) => {
    const head = sessionHeadConfig(target as SessionTarget);
    for (const { name, shape } of headSpecs(head, release.config))
      values.set(name, new Float32Array(shape.reduce((a, b) => a * b)).fill(shape.length > 1 ? 0 : logit));
    return head;
  });
  return { ...release, values, config: { ...release.config, heads: [...release.config.heads, ...heads] } };
}

/**
 * A release of five items, `a` to `e`, whose biases are 0.
 *
 * @param vectors the vectors of `a` to `e`, each at most 4 numbers
 */
export function releaseOfVectors(...vectors: readonly (readonly number[])[]): Release {
  const release = releaseOfBiases([0, 0, 0, 0, 0]);
  vectors.forEach((vector, i) => (release.items.vectors as Float32Array).set(vector, 4 * (i + 1)));
  return release;
}

/**
 * A release of five items, `a` to `e`, with random weights.
 *
 * @param change changes the weights before the release is built
 */
export function randomRelease(
  releaseId = 'r',
  change: (values: Map<string, Float32Array>) => void = () => {},
  check: Release['manifest']['check'] = [],
): Release & { readonly values: Map<string, Float32Array> } {
  const random = seededRandom(1);
  const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const values = new Map(
    parameterSpecs(config).map(({ name, shape }) => [
      name,
      Float32Array.from({ length: sizeOf(shape) }, () => random() - 0.5),
    ]),
  );
  change(values);
  const manifest = { releaseId, config, check } as unknown as Release['manifest'];
  const items = floatItemMatrix(values.get('item_embedding')!, values.get('item_bias')!);
  return { manifest, config, values, items, itemIds: ['a', 'b', 'c', 'd', 'e'], decisionFiles: {} };
}

/**
 * A random release with int8 items, which the faster tiers require.
 *
 * @param addedBias added to each score, in logits
 */
export function int8Release(releaseId: string, addedBias = 0): Release {
  const release = randomRelease(releaseId, (values) => {
    const bias = values.get('item_bias')!;
    bias.forEach((value, row) => (bias[row] = value + addedBias));
  });
  const { vectors, bias } = release.items;
  return {
    ...release,
    items: {
      vectors: Int8Array.from(vectors, (value) => Math.round(value * 100)),
      scales: new Float32Array(bias.length).fill(0.01),
      bias,
    },
  };
}
