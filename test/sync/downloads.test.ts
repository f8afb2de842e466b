import { readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerFault } from '@aisle/harness';
import { expect, test } from 'vitest';
import { createAisle, readyStatus, useAisleSite } from '../kit/aislePage.js';
import { onChannel, updatedStatus, useWeightsCdn } from '../kit/weightsCdn.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);
/** An item matrix of 345 kB. */
const LARGE = {
  itemCount: 5000,
  shape: { width: 64, layerCount: 1, headCount: 2, feedForwardWidth: 64, windowLength: 8 },
} as const;

async function publishLarge() {
  const { releaseId, issued } = await cdn.publish({ seed: 1, ...LARGE });
  const manifest = JSON.parse(
    await readFile(join(site.weightsDirectory, 'files', issued.pointer.release.manifest.file), 'utf8'),
  ) as { shards: { file: string; bytes: number }[] };
  const { file, bytes } = manifest.shards[0]!;
  return { releaseId, itemsPath: `/weights/files/${file}`, itemsBytes: bytes };
}

/** The connection lingers, so that the browser delivers the bytes before it breaks. */
const brokenAfter = (bytes: number): ServerFault => ({ kind: 'truncate', bytes, lingerMs: 300 });

/** The requested ranges of a file; '' for the whole file. */
const requestedRanges = (path: string, seen = 0) =>
  site.server.requests
    .slice(seen)
    .flatMap(({ url, headers }) =>
      new URL(url).pathname === path ? [headers.find(([name]) => name.toLowerCase() === 'range')?.[1] ?? ''] : [],
    );

test('a broken download resumes without compression', async () => {
  const { releaseId, itemsPath } = await publishLarge();
  site.faults.set(itemsPath, brokenAfter(100_000));
  const page = await site.openPage();
  expect(await cdn.start(page)).toMatchObject({ release: releaseId, problemCode: undefined });
  const ranges = requestedRanges(itemsPath);
  expect(ranges[0]).toBe('');
  // How many bytes of a broken connection arrive depends on the browser. Received bytes are not requested again.
  const starts = ranges.map((range) => Number(/\d+/.exec(range)?.[0] ?? 0));
  expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
  expect(ranges.length).toBeGreaterThan(1);
});

test('a broken download of a pointer starts again', async () => {
  const [pointerPath, pointerFile] = ['/weights/stable.json', join(site.weightsDirectory, 'stable.json')];
  await cdn.publish({ seed: 1 });
  const older = await readFile(pointerFile);
  const { releaseId } = await cdn.publish({ seed: 2 });
  const newer = await readFile(pointerFile);
  await writeFile(pointerFile, older);
  site.faults.set(pointerPath, { kind: 'truncate', bytes: 300, lingerMs: 1000 });
  const page = await site.openPage();
  const seen = site.server.requests.length;
  await createAisle(page, onChannel(cdn.key));
  await expect.poll(() => requestedRanges(pointerPath, seen)).toEqual(['']);
  // Rename atomically, as `aisle publish` does, because the server may be reading the older file.
  await writeFile(`${pointerFile}.part`, newer);
  await rename(`${pointerFile}.part`, pointerFile);
  site.faults.clear();
  expect(await readyStatus(page)).toMatchObject({ release: releaseId, problemCode: undefined });
  expect(requestedRanges(pointerPath, seen)).toEqual(['', '']);
});

test('the next page resumes the download of the page before', async () => {
  const { releaseId, itemsPath } = await publishLarge();
  // The connection delivers bytes and then stalls. The shopper leaves before it fails.
  site.faults.set(itemsPath, { kind: 'truncate', bytes: 150_000, lingerMs: 60_000 });
  const page = await site.openPage();
  await createAisle(page, onChannel(cdn.key));
  await expect
    .poll(() =>
      page.evaluate(async () =>
        (await (await caches.open('aisle-default')).keys()).some(({ url }) => url.includes('.aisle-part')),
      ),
    )
    .toBe(true);
  site.faults.clear();
  const seen = site.server.requests.length;
  await page.reload();
  expect(await cdn.start(page)).toMatchObject({ release: releaseId, problemCode: undefined });
  expect(requestedRanges(itemsPath, seen)).toEqual([expect.stringMatching(/^bytes=\d{5,6}-$/)]);
  // Only the release and the state stay stored.
  expect(
    await page.evaluate(
      async () =>
        (await (await caches.open('aisle-default')).keys()).filter(({ url }) => url.includes('.aisle-part')).length,
    ),
  ).toBe(0);
});

test.each<[string, ServerFault]>([
  ['ignores ranges', { kind: 'no-range' }],
  ['has another file now', { kind: 'alter', offset: 340_000 }],
])('the whole file is fetched from a server that %s', async (_, fault) => {
  const { releaseId, itemsPath } = await publishLarge();
  site.faults.set(itemsPath, brokenAfter(60_000));
  const page = await site.openPage();
  await cdn.start(page);
  site.faults.set(itemsPath, fault);
  const seen = site.server.requests.length;
  await page.reload();
  if (fault.kind === 'alter') {
    expect(await cdn.start(page)).toMatchObject({ release: undefined, problemCode: 'shard-corrupt' });
    expect(requestedRanges(itemsPath, seen)).toEqual([expect.stringMatching(/^bytes=/), '']);
    site.faults.clear();
    await page.reload();
  }
  expect(await cdn.start(page)).toMatchObject({ release: releaseId, problemCode: undefined });
});

test('a download ends at the size in the manifest', async () => {
  const { itemsPath, itemsBytes } = await publishLarge();
  site.faults.set(itemsPath, {
    kind: 'body',
    body: new Uint8Array(20 * itemsBytes),
    contentType: 'application/octet-stream',
  });
  const page = await site.openPage();
  const status = await cdn.start(page);
  expect(status).toMatchObject({ release: undefined, problemCode: 'shard-corrupt' });
  expect(status.problemMessage).toContain(`expected ${itemsBytes} bytes, found ${itemsBytes + 1}`);
});

/** A worker whose timers of `ms` end after half a second. */
const workerWithShort = (ms: number) =>
  site.addScript(`
    import '/aisle/aisle-worker.js';
    const later = setTimeout;
    self.setTimeout = (run, ms, ...rest) => later(run, ms === ${ms} ? 500 : ms, ...rest);
  `);

test('a tab without a release waits at most 15 seconds for another', async () => {
  const { releaseId, itemsPath } = await publishLarge();
  // The first tab's request is never answered.
  site.faults.set(itemsPath, { kind: 'hang' });
  const context = await site.newContext();
  const first = await site.openPage(context);
  const seen = site.server.requests.length;
  await createAisle(first, onChannel(cdn.key));
  await expect.poll(() => requestedRanges(itemsPath, seen)).toEqual(['']);
  site.faults.clear();
  const second = await site.openPage(context);
  await createAisle(second, { ...onChannel(cdn.key), worker: workerWithShort(15_000) });
  expect(await readyStatus(second)).toMatchObject({ release: releaseId, problemCode: undefined });
});

test('a connection that stalls for 30 seconds is replaced', async () => {
  const { releaseId, itemsPath } = await publishLarge();
  site.faults.set(itemsPath, { kind: 'truncate', bytes: 100_000, lingerMs: 600_000 });
  const page = await site.openPage();
  const seen = site.server.requests.length;
  await createAisle(page, { ...onChannel(cdn.key), worker: workerWithShort(30_000) });
  // Only the first connection stalls.
  await expect.poll(() => requestedRanges(itemsPath, seen)).toEqual(['']);
  site.faults.clear();
  expect(await readyStatus(page)).toMatchObject({ release: releaseId, problemCode: undefined });
  expect(requestedRanges(itemsPath, seen)).toEqual(['', expect.stringMatching(/^bytes=/)]);
});

test('the download of a pointer ends at 4 MiB', async () => {
  await cdn.publish({ seed: 1 });
  await truncate(join(site.weightsDirectory, 'stable.json'), 5_000_000);
  // Then the connection stalls longer than the test's timeout.
  site.faults.set('/weights/stable.json', { kind: 'truncate', bytes: 4_500_000, lingerMs: 600_000 });
  const page = await site.openPage();
  expect(await cdn.start(page)).toMatchObject({ release: undefined, problemCode: 'manifest-invalid' });
});

test('a release above the quota keeps the previous one in the cache', async () => {
  const first = await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  await cdn.start(page);
  const { releaseId } = await publishLarge();
  // Enough space for a state and small files, but not for the item matrix.
  const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage!);
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.server.origin, quotaSize: usage + 200_000 });
  await page.reload();
  await cdn.start(page);
  expect(await updatedStatus(page, ({ release }) => release === releaseId)).toMatchObject({ problemCode: undefined });
  site.faults.set('/weights/stable.json', { kind: 'status', status: 503 });
  await page.reload();
  expect(await cdn.start(page)).toMatchObject({ release: first.releaseId });
});

test('files can come from another origin with compression and ranges', async () => {
  const { releaseId } = await publishLarge();
  const { startStaticServer } = await import('@aisle/harness');
  const cdnServer = await startStaticServer({
    roots: [{ urlPath: '/weights/', directory: site.weightsDirectory }],
    headers: () => ({ 'Access-Control-Allow-Origin': '*' }),
  });
  try {
    site.headers.set('/aisle/aisle-worker.js', {
      'Content-Security-Policy': `default-src 'none'; script-src 'self'; connect-src 'self' ${cdnServer.origin}`,
    });
    const page = await site.openPage();
    expect(await cdn.start(page, { manifestUrl: `${cdnServer.origin}/weights/stable.json` })).toMatchObject({
      release: releaseId,
      signed: true,
      problemCode: undefined,
    });
    const next = await cdn.publish({ seed: 2, ...LARGE });
    await page.reload();
    await cdn.start(page, { manifestUrl: `${cdnServer.origin}/weights/stable.json` });
    await updatedStatus(page, ({ release }) => release === next.releaseId);
    expect((await readyStatus(page)).problemCode).toBeUndefined();
  } finally {
    await cdnServer.close();
  }
});
