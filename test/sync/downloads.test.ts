import { readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerFault } from '@aisle/harness';
import { expect, test } from 'vitest';
import { createAisle, readyStatus, useAisleSite } from '../kit/aislePage.js';
import { onChannel, updatedStatus, useWeightsCdn } from '../kit/weightsCdn.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);
/** An item table of 345 kB. */
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

/** Long enough after its bytes for the browser to have handed them on. */
const brokenAfter = (bytes: number): ServerFault => ({ kind: 'truncate', bytes, lingerMs: 300 });

/** The ranges that were asked for of a file, '' for the whole. */
const rangesAsked = (path: string, seen = 0) =>
  site.server.requests
    .slice(seen)
    .flatMap(({ url, headers }) =>
      new URL(url).pathname === path ? [headers.find(([name]) => name.toLowerCase() === 'range')?.[1] ?? ''] : [],
    );

test('a download that breaks off goes on where it broke off, uncompressed', async () => {
  const { releaseId, itemsPath } = await publishLarge();
  site.faults.set(itemsPath, brokenAfter(100_000));
  const page = await site.openPage();
  expect(await cdn.start(page)).toMatchObject({ release: releaseId, problemCode: undefined });
  const ranges = rangesAsked(itemsPath);
  expect(ranges[0]).toBe('');
  // How much of a broken connection arrives depends on the browser; what arrived is not asked for again.
  const starts = ranges.map((range) => Number(/\d+/.exec(range)?.[0] ?? 0));
  expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
  expect(ranges.length).toBeGreaterThan(1);
});

test('a pointer that breaks off is asked for anew: another one may be there by then', async () => {
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
  await expect.poll(() => rangesAsked(pointerPath, seen)).toEqual(['']);
  // In one step, as a publisher does: the server may be reading the older one.
  await writeFile(`${pointerFile}.part`, newer);
  await rename(`${pointerFile}.part`, pointerFile);
  site.faults.clear();
  expect(await readyStatus(page)).toMatchObject({ release: releaseId, problemCode: undefined });
  expect(rangesAsked(pointerPath, seen)).toEqual(['', '']);
});

test('what a page that was left in the middle had of a file, the next page has', async () => {
  const { releaseId, itemsPath } = await publishLarge();
  // Bytes, and then nothing for a long while: the shopper goes on before anything has failed.
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
  expect(rangesAsked(itemsPath, seen)).toEqual([expect.stringMatching(/^bytes=\d{5,6}-$/)]);
  // Nothing but the release and the state is kept.
  expect(
    await page.evaluate(
      async () =>
        (await (await caches.open('aisle-default')).keys()).filter(({ url }) => url.includes('.aisle-part')).length,
    ),
  ).toBe(0);
});

test.each<[string, ServerFault]>([
  ['knows no ranges', { kind: 'no-range' }],
  ['has another file there by now, whose bytes do not fit', { kind: 'alter', offset: 340_000 }],
])('a server that %s is asked for the whole', async (_, fault) => {
  const { releaseId, itemsPath } = await publishLarge();
  site.faults.set(itemsPath, brokenAfter(60_000));
  const page = await site.openPage();
  await cdn.start(page);
  site.faults.set(itemsPath, fault);
  const seen = site.server.requests.length;
  await page.reload();
  if (fault.kind === 'alter') {
    expect(await cdn.start(page)).toMatchObject({ release: undefined, problemCode: 'shard-corrupt' });
    expect(rangesAsked(itemsPath, seen)).toEqual([expect.stringMatching(/^bytes=/), '']);
    site.faults.clear();
    await page.reload();
  }
  expect(await cdn.start(page)).toMatchObject({ release: releaseId, problemCode: undefined });
});

test('a file that does not end is given up at the size that the manifest names', async () => {
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

test('a connection that brings nothing for 30 seconds is given up, and the file goes on over another', async () => {
  const { releaseId, itemsPath } = await publishLarge();
  site.faults.set(itemsPath, { kind: 'truncate', bytes: 100_000, lingerMs: 600_000 });
  // Those 30 seconds pass in one.
  const worker = site.addScript(`
    import '/aisle/aisle-worker.js';
    const later = setTimeout;
    self.setTimeout = (run, ms, ...rest) => later(run, ms === 30_000 ? 1_000 : ms, ...rest);
  `);
  const page = await site.openPage();
  const seen = site.server.requests.length;
  await createAisle(page, { ...onChannel(cdn.key), worker });
  // The first connection alone is silent.
  await expect.poll(() => rangesAsked(itemsPath, seen)).toEqual(['']);
  site.faults.clear();
  expect(await readyStatus(page)).toMatchObject({ release: releaseId, problemCode: undefined });
  expect(rangesAsked(itemsPath, seen)).toEqual(['', expect.stringMatching(/^bytes=/)]);
});

test('a pointer that does not end is given up at 4 MiB', async () => {
  await cdn.publish({ seed: 1 });
  await truncate(join(site.weightsDirectory, 'stable.json'), 5_000_000);
  // Then nothing for longer than a test has.
  site.faults.set('/weights/stable.json', { kind: 'truncate', bytes: 4_500_000, lingerMs: 600_000 });
  const page = await site.openPage();
  expect(await cdn.start(page)).toMatchObject({ release: undefined, problemCode: 'manifest-invalid' });
});

test('a release for which there is no room leaves the one before where it is', async () => {
  const first = await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  await cdn.start(page);
  const { releaseId } = await publishLarge();
  // Room for a state and small files, not for the item table.
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

test('files come from another origin, compressed, ranges and all', async () => {
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
