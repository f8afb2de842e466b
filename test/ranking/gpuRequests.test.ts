import { join } from 'node:path';
import { expect, test } from 'vitest';
import { itemId, predict, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite({ webgpu: 'swiftshader' });

/** A row of 20 is composed of the best hundred items, of 8 bytes each. */
const READ_BYTES = 100 * 8;

/** Runs in the worker before the engine. Counts the GPU calls and reports them on a BroadcastChannel. */
const COUNTER = `
const counts = { dispatches: 0, submits: 0, maps: 0, readBytes: 0 };
const count = (type, method, add) => {
  const original = type.prototype[method];
  type.prototype[method] = function (...args) { add.call(this, ...args); return original.apply(this, args); };
};
count(GPUComputePassEncoder, 'dispatchWorkgroups', () => counts.dispatches++);
count(GPUQueue, 'submit', () => counts.submits++);
count(GPUBuffer, 'mapAsync', function () { counts.maps++; counts.readBytes += this.size; });
const channel = new BroadcastChannel('gpu-counts');
channel.onmessage = () => { channel.postMessage({ ...counts }); for (const name in counts) counts[name] = 0; };
`;

/** The counts since the last call. */
const takeCounts = (page: Awaited<ReturnType<typeof site.openPage>>) =>
  page.evaluate(
    () =>
      new Promise<Record<string, number>>((resolve) => {
        const channel = new BroadcastChannel('gpu-counts');
        channel.onmessage = ({ data }) => {
          channel.close();
          resolve(data as Record<string, number>);
        };
        channel.postMessage('tell');
      }),
  );

test.each([
  // The GPU sorts blocks of 1,024 rows and keeps the best 100 of each, so there are two merges:
  // 1,200 rows of 12 blocks, or 9,800 rows of 98 blocks, are more than one block.
  { itemCount: 12_000, dispatches: 4 },
  { itemCount: 100_000, dispatches: 4 },
])('a GPU request is one submit and one map ($itemCount items)', async ({ itemCount, dispatches }) => {
  await writeSmallRelease(join(site.modelDirectory, String(itemCount)), { itemCount, seed: 2 });
  site.faults.set('/counter.js', { kind: 'body', body: COUNTER, contentType: 'text/javascript' });
  site.faults.set('/worker.js', {
    kind: 'body',
    body: "import '/counter.js';\nimport '/aisle/aisle-worker.js';\n",
    contentType: 'text/javascript',
  });
  const page = await site.openPage();
  expect(
    await startAisle(page, {
      tier: 'webgpu',
      worker: '/worker.js',
      manifestUrl: `/model/${itemCount}/manifest.json`,
    }),
  ).toMatchObject({ tier: 'webgpu' });
  await view(page, 1, 2, 3);
  await takeCounts(page);
  for (const event of [4, 5]) {
    await view(page, event);
    expect(await predict(page, { k: 20 })).toMatchObject({ tier: 'webgpu' });
    expect(await takeCounts(page)).toEqual({ dispatches, submits: 1, maps: 1, readBytes: READ_BYTES });
    // The same history again: its state is cached.
    await predict(page, { k: 20 });
    expect(await takeCounts(page)).toEqual({ dispatches: dispatches - 1, submits: 1, maps: 1, readBytes: READ_BYTES });
  }
  // The light tier answers requests for more results than a block can return.
  expect(await predict(page, { k: 200 })).toMatchObject({ tier: 'light' });
  expect(await takeCounts(page)).toEqual({ dispatches: 0, submits: 0, maps: 0, readBytes: 0 });
  await view(page, 6);
  expect(
    await rerank(
      page,
      Array.from({ length: 100 }, (_, i) => itemId(i + 1)),
    ),
  ).toMatchObject({ ranked: true, tier: 'webgpu' });
  expect(await takeCounts(page)).toEqual({ dispatches: 2, submits: 1, maps: 1, readBytes: 100 * 4 });
});

test('a release with an unsupported shape uses the next tier', async () => {
  const shape = { width: 6, layerCount: 2, headCount: 2, feedForwardWidth: 10, windowLength: 4 };
  await writeSmallRelease(join(site.modelDirectory, 'narrow'), { itemCount: 50, seed: 2, shape });
  const page = await site.openPage();
  expect(await startAisle(page, { tier: 'webgpu', manifestUrl: '/model/narrow/manifest.json' })).toMatchObject({
    tier: 'wasm',
    problemCode: 'no-backend',
    problemMessage: expect.stringMatching(
      /^Tier webgpu could not open the release: its width must be a multiple of 4, found 6\. Now trying wasm/,
    ),
  });
  await view(page, 1);
  expect((await predict(page, { k: 5 })).items).toHaveLength(5);
});
