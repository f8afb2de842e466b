import { gzipSync } from 'node:zlib';
import { normal, seededRandom } from '@aisle/core';
import { type ModelConfig, parameterSpecs, rankingHead, type TransitionTable } from '@aisle/model';
import { expect, test } from 'vitest';
import { packTiny, tinyTransitions, tinyTransitionsConfig } from '../testing/tinyRelease.js';
import { packRelease } from './packRelease.js';
import { releaseBytesGzip } from './releaseBytes.js';

test('releaseBytesGzip adds all files but the golden vectors, compressed separately', async () => {
  const { packed } = await packTiny({ transitions: tinyTransitions });
  const sum = packed.reduce(
    (bytes, file) => bytes + (file.name.startsWith('golden') ? 0 : gzipSync(file.bytes).length),
    0,
  );
  expect(packed.map(({ name }) => name.split('.')[0])).toEqual([
    'items',
    'encoder',
    'item-ids',
    'golden',
    'memory',
    'manifest',
  ]);
  expect(await releaseBytesGzip(packed)).toBe(sum);
  expect(await releaseBytesGzip(packed.filter(({ name }) => !name.startsWith('golden')))).toBe(sum);
  expect(await releaseBytesGzip([...packed, { name: 'report.json', bytes: new Uint8Array(1000) }])).toBe(sum);
});

test.each(['manifest', 'items', 'encoder', 'item-ids', 'memory'])(
  'releaseBytesGzip refuses a release without %s',
  async (stem) => {
    const { packed } = await packTiny({ transitions: tinyTransitions });
    const missing = packed.find(({ name }) => name.startsWith(`${stem}.`))!;
    await expect(releaseBytesGzip(packed.filter((file) => file !== missing))).rejects.toMatchObject({
      code: 'weights-mismatch',
      details: { name: missing.name },
    });
  },
);

/** Random neighbours of each item, popular ones (low rows) more often; strengths over all 16 levels. */
function randomTransitions(itemCount: number, neighbours: number): TransitionTable {
  const random = seededRandom(3);
  const rows = Array.from({ length: itemCount }, () => {
    const to = new Set<number>();
    while (to.size < neighbours) to.add(1 + Math.floor(itemCount * random() ** 2));
    return [...to].sort((a, b) => a - b);
  });
  return {
    offsets: Uint32Array.from({ length: itemCount + 2 }, (_, row) => neighbours * Math.max(0, row - 1)),
    toRows: Int32Array.from(rows.flat()),
    strengths: Float32Array.from({ length: itemCount * neighbours }, () => Math.exp(normal(random))),
  };
}

test('12,000 items with 16 neighbours each take at most 1.1 MB', async () => {
  const itemCount = 12_000;
  const config: ModelConfig = {
    architecture: 'causal-attention',
    itemCount,
    width: 64,
    layerCount: 2,
    headCount: 2,
    feedForwardWidth: 256,
    windowLength: 50,
    heads: [rankingHead('next-purchase')],
    memory: tinyTransitionsConfig,
  };
  const random = seededRandom(4);
  // Normally distributed values compress worst, so they replace initial zeros too.
  const values = new Map(
    parameterSpecs(config).map(({ name, shape }) => [
      name,
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => normal(random)),
    ]),
  );
  const itemIds = Array.from({ length: itemCount }, (_, i) => `SKU-${100_000 + i * 7}`);
  const files = await packRelease({ config, values, transitions: randomTransitions(itemCount, 16) }, itemIds, [], {
    name: 'large',
    createdAt: '2026-01-02T03:04:05Z',
  });
  const bytes = await releaseBytesGzip(files);
  expect(bytes).toBeLessThanOrEqual(1.1e6);
  // Random steps do not compress below their entropy. A much smaller figure means that a file is missing.
  expect(bytes).toBeGreaterThan(0.9e6);
});
