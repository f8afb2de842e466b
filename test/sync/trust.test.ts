import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pointer, SignedPointer } from '@aisle/weights';
import { expect, test } from 'vitest';
import { renew, rollBack } from '../../packages/cli/src/publishing/index.js';
import { signPointer } from '../../packages/cli/src/publishing/signingKey.js';
import { predict, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { newKey, onChannel, rankedAfter, ranking, stateOf, updatedStatus, useWeightsCdn } from '../kit/weightsCdn.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);
const pointerFile = () => join(site.weightsDirectory, 'stable.json');
const DAY_MS = 86_400_000;
/** Publishes a changed pointer, signed with the shop's key. */
async function signAltered(change: (pointer: Pointer) => Pointer): Promise<void> {
  const { signed } = JSON.parse(await readFile(pointerFile(), 'utf8')) as SignedPointer;
  await writeFile(pointerFile(), JSON.stringify(signPointer(change(JSON.parse(signed) as Pointer), [cdn.key])));
}
const daysFromNow = (days: number) => new Date(Date.now() + days * DAY_MS);

test('a channel signed by the pinned key is reported as signed', async () => {
  const { releaseId } = await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  expect(await cdn.start(page)).toMatchObject({
    release: releaseId,
    signed: true,
    channel: 'stable',
    problemCode: undefined,
  });
  // The same from the cache.
  site.faults.set('/weights/stable.json', { kind: 'hang' });
  await page.reload();
  expect(await cdn.start(page)).toMatchObject({ release: releaseId, signed: true, channel: 'stable' });
});

test('without a pinned key, channel and manifest are reported as unsigned', async () => {
  const { releaseId } = await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  expect(await startAisle(page, { manifestUrl: '/weights/stable.json' })).toMatchObject({
    release: releaseId,
    signed: false,
    channel: 'stable',
  });
  const other = await site.openPage();
  expect(await startAisle(other)).toMatchObject({ release: site.release.releaseId, signed: false, channel: undefined });
});

test('the tag reads keys from data-key', async () => {
  const { releaseId } = await cdn.publish({ seed: 1 });
  const open = async (key: string) => {
    const page = await site.openPage(
      undefined,
      `<!doctype html><script src="/aisle/aisle.js" data-manifest="/weights/stable.json" data-key="${key}" data-automation="record"></script>`,
    );
    return page.evaluate(async () => {
      const aisle = window.aisle as unknown as import('@aisle/sdk').Aisle;
      await aisle.setConsent('granted');
      const { release, signed, lastProblem } = await aisle.whenReady();
      return { release, signed, code: lastProblem?.code };
    });
  };
  expect(await open(`${newKey().publicKey} ${cdn.key.publicKey}`)).toEqual({
    release: releaseId,
    signed: true,
    code: undefined,
  });
  expect(await open(newKey().publicKey)).toEqual({ release: undefined, signed: undefined, code: 'pointer-refused' });
});

test.each<[string, () => Promise<unknown>, { manifestUrl?: string }, RegExp]>([
  ['an unsigned pointer', () => cdn.publish({ seed: 1 }, { keys: [] }), {}, /none of the 1 pinned keys has signed it/],
  [
    'a pointer signed by another key',
    () => cdn.publish({ seed: 1 }, { keys: [newKey()] }),
    {},
    /none of the 1 pinned keys has signed it/,
  ],
  [
    'an altered pointer',
    async () => {
      await cdn.publish({ seed: 1 });
      await writeFile(pointerFile(), (await readFile(pointerFile(), 'utf8')).replace(/(sequence\\":)\d/, '$19'));
    },
    {},
    /none of the 1 pinned keys has signed it/,
  ],
  [
    "another channel's pointer",
    async () => {
      await cdn.publish({ seed: 1 }, { channel: 'canary' });
      await copyFile(join(site.weightsDirectory, 'canary.json'), pointerFile());
    },
    {},
    /expected a file name of canary.json for its channel, found stable.json/,
  ],
  ['a plain manifest', async () => {}, { manifestUrl: '/model/manifest.json' }, /the page pins a key/],
  [
    'an expired pointer',
    () => cdn.publish({ seed: 1 }, { now: daysFromNow(-20) }),
    {},
    /it expired at .*; this device's clock says/,
  ],
  [
    'a pointer with an invalid expiry date',
    async () => {
      await cdn.publish({ seed: 1 });
      await signAltered((pointer) => ({ ...pointer, expiresAt: '2999-01-99T00:00:00Z' }));
    },
    {},
    /it expired at 2999-01-99/,
  ],
])('a first visit with a pinned key refuses %s', async (_, prepare, options, message) => {
  await prepare();
  const seen = site.server.requests.length;
  const page = await site.openPage();
  const status = await cdn.start(page, options);
  expect(status).toMatchObject({ release: undefined, signed: undefined, problemCode: 'pointer-refused' });
  expect(status.problemMessage).toMatch(message);
  await view(page, 1);
  expect(await rerank(page, ['item-2', 'item-1'])).toMatchObject({
    items: ['item-2', 'item-1'],
    ranked: false,
    reason: 'no-model',
  });
  // No other file was requested.
  expect(cdn.requestsSince(seen).filter((name) => name.startsWith('files/'))).toEqual([]);
});

test('an unsigned cached release is not used once a key is pinned', async () => {
  await cdn.publish({ seed: 1 });
  const context = await site.newContext();
  const page = await site.openPage(context);
  expect(await startAisle(page, { manifestUrl: '/weights/stable.json' })).toMatchObject({ signed: false });
  site.faults.set('/weights/stable.json', { kind: 'status', status: 503 });
  await page.reload();
  expect(await cdn.start(page)).toMatchObject({ release: undefined, problemCode: 'manifest-unreachable' });
});

test('a key can be replaced by pinning and signing with both', async () => {
  const [oldKey, nextKey] = [cdn.key, newKey()];
  const first = await cdn.publish({ seed: 1 });
  const context = await site.newContext();
  const page = await site.openPage(context);
  expect(await cdn.start(page)).toMatchObject({ release: first.releaseId });
  // Pages from a cache still pin the old key.
  const second = await cdn.publish({ seed: 2 }, { keys: [oldKey, nextKey] });
  for (const publicKeys of [[oldKey.publicKey], [oldKey.publicKey, nextKey.publicKey], [nextKey.publicKey]]) {
    await page.reload();
    await cdn.start(page, { publicKeys });
    expect(await updatedStatus(page, ({ release }) => release === second.releaseId)).toMatchObject({ signed: true });
  }
  // A thief signs the maximum sequence number with the old key. This locks only pages that still pin it.
  const stolen = await cdn.publish({ seed: 3 }, { keys: [oldKey], now: new Date('9999-01-01'), expiresDays: 30 });
  await page.reload();
  await cdn.start(page, { publicKeys: [oldKey.publicKey] });
  await updatedStatus(page, ({ release }) => release === stolen.releaseId);
  await rm(site.weightsDirectory, { recursive: true });
  const fourth = await cdn.publish({ seed: 4 }, { keys: [nextKey] });
  await page.reload();
  await cdn.start(page, { publicKeys: [nextKey.publicKey] });
  expect(await updatedStatus(page, ({ release }) => release === fourth.releaseId)).toMatchObject({
    signed: true,
    problemCode: undefined,
  });
});

test('a sequence number that another script has written does not stop updates', async () => {
  await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  await cdn.start(page);
  const { pointer } = await stateOf(page);
  const signed = pointer!.signed.replace(/"sequence":\d+/, `"sequence":${Number.MAX_SAFE_INTEGER}`);
  await stateOf(page, { pointer: { ...pointer!, signed } });
  const second = await cdn.publish({ seed: 2 });
  await page.reload();
  await cdn.start(page);
  expect(await updatedStatus(page, ({ release }) => release === second.releaseId)).toMatchObject({ signed: true });
});

test('a manifest with another release id than the pointer is refused', async () => {
  await cdn.publish({ seed: 1 });
  await signAltered((pointer) => ({ ...pointer, release: { ...pointer.release, releaseId: 'another' } }));
  const page = await site.openPage();
  const status = await cdn.start(page);
  expect(status).toMatchObject({ release: undefined, problemCode: 'manifest-invalid' });
  expect(status.problemMessage).toContain('releaseId must be another as in the pointer');
});

test('a cached release is used while a pinned key has signed it', async () => {
  const next = newKey();
  const { releaseId } = await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  await cdn.start(page);
  const onlyNext = { publicKeys: [next.publicKey] };
  site.faults.set('/weights/stable.json', { kind: 'status', status: 503 });
  await page.reload();
  expect(await cdn.start(page, onlyNext)).toMatchObject({ release: undefined, problemCode: 'manifest-unreachable' });
  site.faults.clear();
  await renew(site.weightsDirectory, { keys: [cdn.key, next] });
  await page.reload();
  await cdn.start(page, { publicKeys: [cdn.key.publicKey, next.publicKey] });
  await expect.poll(async () => (await stateOf(page)).release?.signedBy).toContain(next.publicKey);
  site.faults.set('/weights/stable.json', { kind: 'status', status: 503 });
  await page.reload();
  expect(await cdn.start(page, onlyNext)).toMatchObject({ release: releaseId, signed: true });
});

test('a sequence number signed by two keys holds without one of them', async () => {
  const next = newKey();
  const both = { keys: [cdn.key, next] };
  await cdn.publish({ seed: 1 }, both);
  const older = await readFile(pointerFile());
  const second = await cdn.publish({ seed: 2 }, both);
  const page = await site.openPage();
  await cdn.start(page, { publicKeys: [cdn.key.publicKey, next.publicKey] });
  site.faults.set('/weights/stable.json', { kind: 'body', body: older, contentType: 'application/json' });
  await page.reload();
  await cdn.start(page, { publicKeys: [next.publicKey] });
  expect(await updatedStatus(page, ({ problemCode }) => problemCode !== undefined)).toMatchObject({
    release: second.releaseId,
    problemCode: 'pointer-refused',
  });
});

test('pages without a key do not affect pages with one', async () => {
  const first = await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  await cdn.start(page);
  const signedPointer = await readFile(pointerFile());
  const forged = JSON.parse(String(signedPointer)) as { signed: string; signatures: unknown[] };
  const body = JSON.stringify({
    ...forged,
    signatures: [],
    signed: forged.signed.replace(/"sequence":\d+/, `"sequence":${Number.MAX_SAFE_INTEGER}`),
  });
  site.faults.set('/weights/stable.json', { kind: 'body', body, contentType: 'application/json' });
  await page.reload();
  expect(await startAisle(page, { manifestUrl: '/weights/stable.json' })).toMatchObject({
    release: first.releaseId,
    signed: false,
  });
  site.faults.clear();
  const second = await cdn.publish({ seed: 2 });
  await page.reload();
  expect(await cdn.start(page)).toMatchObject({ signed: true });
  expect(await updatedStatus(page, ({ release }) => release === second.releaseId)).toMatchObject({
    signed: true,
    problemCode: undefined,
  });
});

test('a visit to another channel keeps release and state of the first', async () => {
  await cdn.publish({ seed: 1 });
  const older = await readFile(pointerFile());
  const second = await cdn.publish({ seed: 2 });
  const canary = await cdn.publish({ seed: 3 }, { channel: 'canary' });
  const page = await site.openPage();
  await cdn.start(page);
  await page.reload();
  expect(await cdn.start(page, { manifestUrl: '/weights/canary.json' })).toMatchObject({ release: canary.releaseId });
  site.faults.set('/weights/stable.json', { kind: 'body', body: older, contentType: 'application/json' });
  const seen = site.server.requests.length;
  await page.reload();
  expect((await cdn.start(page)).release).toBe(second.releaseId);
  expect(await updatedStatus(page, ({ problemCode }) => problemCode !== undefined)).toMatchObject({
    release: second.releaseId,
    problemCode: 'pointer-refused',
  });
  expect(cdn.requestsSince(seen)).toEqual(['stable.json']);
});

test('an older signed pointer is refused; a rollback is a newer pointer', async () => {
  const first = await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  await cdn.start(page);
  const firstRanking = await rankedAfter(page, 3, 4);
  const firstPointer = await readFile(pointerFile());
  const second = await cdn.publish({ seed: 2 });
  await page.reload();
  await cdn.start(page);
  await updatedStatus(page, ({ release }) => release === second.releaseId);
  const secondRanking = await ranking(page);
  expect(secondRanking).not.toEqual(firstRanking);

  site.faults.set('/weights/stable.json', { kind: 'body', body: firstPointer, contentType: 'application/json' });
  await page.reload();
  await cdn.start(page);
  const refused = await updatedStatus(page, ({ problemCode }) => problemCode !== undefined);
  expect(refused).toMatchObject({ release: second.releaseId, problemCode: 'pointer-refused' });
  expect(refused.problemMessage).toMatch(/expected a sequence number of at least \d+, found \d+/);
  expect(await ranking(page)).toEqual(secondRanking);

  site.faults.clear();
  await rollBack(site.weightsDirectory, cdn.signed);
  await page.reload();
  await cdn.start(page);
  await updatedStatus(page, ({ release }) => release === first.releaseId);
  expect(await ranking(page)).toEqual(firstRanking);
});

test('an expired pointer is refused, the release in use stays', async () => {
  const first = await cdn.publish({ seed: 1 }, { now: daysFromNow(-30), expiresDays: 60 });
  const page = await site.openPage();
  await cdn.start(page);
  const before = await rankedAfter(page, 3, 4);
  // Equivalent to a device whose clock is 20 days ahead of a pointer of 14 days.
  const second = await cdn.publish({ seed: 2 }, { now: daysFromNow(-20) });
  await page.reload();
  await cdn.start(page);
  expect(await updatedStatus(page, ({ problemCode }) => problemCode !== undefined)).toMatchObject({
    release: first.releaseId,
    problemCode: 'pointer-refused',
  });
  expect(await ranking(page)).toEqual(before);
  await renew(site.weightsDirectory, cdn.signed);
  await page.reload();
  await cdn.start(page);
  expect(await updatedStatus(page, ({ release }) => release === second.releaseId)).toMatchObject({
    problemCode: undefined,
  });
});

test('a device with a clock years behind accepts signed pointers', async () => {
  const { releaseId } = await cdn.publish({ seed: 1 }, { now: daysFromNow(1000) });
  const page = await site.openPage();
  expect(await cdn.start(page)).toMatchObject({ release: releaseId, signed: true, problemCode: undefined });
});

test('a browser without Ed25519 verifies by the library', async () => {
  const { releaseId } = await cdn.publish({ seed: 1 });
  const worker = site.addScript(`
    import '/aisle/aisle-worker.js';
    const importKey = crypto.subtle.importKey.bind(crypto.subtle);
    crypto.subtle.importKey = (format, bytes, algorithm, ...rest) =>
      algorithm === 'Ed25519' ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')) : importKey(format, bytes, algorithm, ...rest);
  `);
  const page = await site.openPage();
  expect(await startAisle(page, { ...onChannel(cdn.key), worker })).toMatchObject({ release: releaseId, signed: true });
  await view(page, 3);
  expect((await predict(page)).items.length).toBeGreaterThan(0);
  const forged = await site.openPage();
  expect(await startAisle(forged, { ...onChannel(newKey()), worker })).toMatchObject({
    release: undefined,
    problemCode: 'pointer-refused',
  });
});
