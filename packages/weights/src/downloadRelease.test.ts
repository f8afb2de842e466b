import type { AisleError } from '@aisle/core';
import { beforeEach, expect, test } from 'vitest';
import { type DownloadReleaseOptions, downloadRelease } from './downloadRelease.js';
import { deltaFiles } from './manifest.js';
import { parseManifest } from './parseManifest.js';
import type { PointerRelease } from './pointer.js';
import type { Offer } from './releaseSource.js';
import { sha256Hex } from './sha256.js';
import { laterRelease, type PackedFiles } from './testing/laterRelease.js';
import { CHANNEL_URL, TestCdn } from './testing/testCdn.js';
import { packTiny, tinyValues } from './testing/tinyRelease.js';
import { makeDelta } from './write/makeDelta.js';

const older = await packTiny();
const newer = await packTiny({ values: tinyValues().set('item_bias', Float32Array.of(0, 1, 2, 3)) });

let cdn: TestCdn;
let problems: AisleError[];
let options: DownloadReleaseOptions;
beforeEach(() => {
  cdn = new TestCdn();
  problems = [];
  options = {
    ...cdn.sources(),
    network: 'free',
    base: undefined,
    onProblem: (problem) => problems.push(problem),
    signal: undefined,
  };
});

function offerOf(release: PointerRelease): Offer {
  const url = new URL(`files/${release.manifest.file}`, CHANNEL_URL).href;
  return { ...release, manifestUrl: url, manifestKey: url, signedBy: [] };
}

/** Stores the older release on the device and publishes the newer one. */
async function withOlder() {
  const base = offerOf(await cdn.publish(older));
  await downloadRelease(base, options);
  cdn.requests.length = 0;
  const offer = { ...offerOf(await cdn.publish(newer)), deltasFrom: [base.releaseId] };
  return { offer, options: { ...options, base: { manifest: parseManifest(older.manifestJson), source: base } } };
}

const bytesOf = ({ files, manifestJson }: PackedFiles) =>
  deltaFiles(parseManifest(manifestJson)).map(({ file }) => files.get(file)!);
/** Only the item matrix differs. */
const delta = () =>
  makeDelta(
    bytesOf(older),
    bytesOf(newer).map((bytes, i) => ({ bytes, base: i === 1 ? 1 : undefined })),
  );

test('fetches and stores manifest and files', async () => {
  const offer = offerOf(await cdn.publish(older));
  const release = await downloadRelease(offer, options);
  expect(release.manifest.releaseId).toBe(older.manifestJson.releaseId);
  expect(cdn.requests).toEqual(['manifest.json', 'item-ids.json', 'items.bin', 'encoder.bin']);
  await downloadRelease(offer, options);
  expect(cdn.requests).toHaveLength(4);
});

test('files of unknown roles are not fetched', async () => {
  await downloadRelease(offerOf(await cdn.publish(await laterRelease(older))), options);
  expect(cdn.requests).toEqual(['manifest.json', 'item-ids.json', 'items.bin', 'encoder.bin']);
});

test('builds changed files from a delta', async () => {
  const { offer, options } = await withOlder();
  cdn.putDelta(offer.deltasFrom[0]!, offer.releaseId, delta());
  const release = await downloadRelease(offer, options);
  expect(cdn.requests).toEqual(['manifest.json', 'delta']);
  expect([...release.items.bias].map(Math.round)).toEqual([0, 1, 2, 3]);
});

test('an invalid delta is reported and the whole file fetched', async () => {
  const { offer, options } = await withOlder();
  cdn.putDelta(offer.deltasFrom[0]!, offer.releaseId, Uint8Array.of(1));
  await downloadRelease(offer, options);
  expect(problems.map(({ code }) => code)).toEqual(['delta-invalid']);
  expect(cdn.requests).toEqual(['manifest.json', 'delta', 'items.bin']);
});

test('a delta with wrong results is discarded', async () => {
  const { offer, options } = await withOlder();
  const wrong = delta();
  wrong[wrong.length - 1]! ^= 1;
  cdn.putDelta(offer.deltasFrom[0]!, offer.releaseId, wrong);
  await downloadRelease(offer, options);
  expect(problems[0]!.message).toContain('expected SHA-256');
  expect(cdn.requests.at(-1)).toBe('items.bin');
});

test('a metered network allows a delta and defers whole files', async () => {
  const { offer, options } = await withOlder();
  const metered = { ...options, network: 'metered' } as const;
  await expect(downloadRelease(offer, metered)).rejects.toMatchObject({ code: 'update-deferred' });
  cdn.putDelta(offer.deltasFrom[0]!, offer.releaseId, delta());
  expect((await downloadRelease(offer, metered)).manifest.releaseId).toBe(offer.releaseId);
});

/** The same release with a file of an unknown role. */
async function withPolicy({ files, manifestJson }: PackedFiles, seed: number): Promise<PackedFiles> {
  const bytes = Uint8Array.from({ length: 4_000 }, (_, i) => (Math.imul(i + seed, 2654435761) >>> 13) & 255);
  const sha256 = await sha256Hex(bytes);
  const file = `ratings.${sha256.slice(0, 16)}.bin`;
  const manifest = { ...manifestJson, files: [{ role: 'ratings', file, bytes: bytes.length, sha256 }] };
  const text = new TextEncoder().encode(`${JSON.stringify(manifest)}\n`);
  return { manifestJson: manifest, files: new Map([...files, [file, bytes], ['manifest.json', text]]) };
}

test('a delta larger than the missing files is not used', async () => {
  const [before, after] = [await withPolicy(older, 1), await withPolicy(newer, 9_999)];
  const base = offerOf(await cdn.publish(before));
  await downloadRelease(base, options);
  const offer = { ...offerOf(await cdn.publish(after)), deltasFrom: [base.releaseId] };
  const all = bytesOf(after).map((bytes, i) => ({ bytes, base: i }));
  cdn.putDelta(base.releaseId, offer.releaseId, makeDelta(bytesOf(before), all));
  cdn.requests.length = 0;
  const withBase = { ...options, base: { manifest: parseManifest(before.manifestJson), source: base } };
  const metered = downloadRelease(offer, { ...withBase, network: 'metered' });
  await expect(metered).rejects.toMatchObject({ code: 'update-deferred' });
  await downloadRelease(offer, withBase);
  expect(cdn.requests).toEqual(['manifest.json', 'delta', 'delta', 'items.bin']);
  expect(problems.map(({ code }) => code)).toEqual(['delta-invalid', 'delta-invalid']);
});

test('a metered network also fetches files that a delta omits', async () => {
  const { offer, options } = await withOlder();
  const nothing = makeDelta(
    bytesOf(older),
    bytesOf(newer).map((bytes) => ({ bytes, base: undefined })),
  );
  cdn.putDelta(offer.deltasFrom[0]!, offer.releaseId, nothing);
  await downloadRelease(offer, { ...options, network: 'metered' });
  expect(cdn.requests).toEqual(['manifest.json', 'delta', 'items.bin']);
});

test('a metered network allows the first release', async () => {
  expect(await downloadRelease(offerOf(await cdn.publish(older)), { ...options, network: 'metered' })).toBeDefined();
});

test('a manifest with another release id than the pointer is refused', async () => {
  const offer = { ...offerOf(await cdn.publish(older)), releaseId: 'another' };
  await expect(downloadRelease(offer, options)).rejects.toMatchObject({
    code: 'manifest-invalid',
    details: { field: 'releaseId' },
  });
});

test('an aborted signal stops before the next file', async () => {
  const stop = new AbortController();
  const offer = offerOf(await cdn.publish(older));
  cdn.answer = (url) => (url.includes('manifest') ? undefined : (stop.abort(), undefined));
  await expect(downloadRelease(offer, { ...options, signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
  expect(cdn.caches.writes.some((url) => url.includes('items'))).toBe(false);
});
