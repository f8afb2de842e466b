import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStaticServer } from '@aisle/harness';
import { ReleaseLoader } from '@aisle/weights/loader';
import { expect, test } from 'vitest';
import { writeSmallRelease } from '../kit/smallRelease.js';

test('a release whose check ran out of memory is tried again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aisle-loader-'));
  const { releaseId } = await writeSmallRelease(directory, { itemCount: 60, seed: 1 });
  const server = await startStaticServer({ roots: [{ urlPath: '/', directory }] });
  try {
    const loader = new ReleaseLoader({
      manifestUrl: `${server.origin}/manifest.json`,
      publicKeys: [],
      updateIntervalMs: 0,
      network: 'free',
    });
    const hooks = { whenIdle: async () => {}, onProblem: () => {} };
    const outOfMemory = new RangeError('Array buffer allocation failed');
    const check = () => {
      throw outOfMemory;
    };
    await expect(loader.update(undefined, { ...hooks, check })).rejects.toBe(outOfMemory);
    expect((await loader.update(undefined, { ...hooks, check: () => {} }))?.manifest.releaseId).toBe(releaseId);
  } finally {
    await server.close();
    await rm(directory, { recursive: true });
  }
});
