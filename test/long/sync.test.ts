import path from 'node:path';
import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { occasion, root } from '../../bench/aisleCli.js';
import { mergeSuite, type Occasion } from '../../bench/results.js';
import { fuzzDelta, fuzzManifest, fuzzPointer, LONGEST_INPUT_BYTES, type Outcomes } from '../../packages/weights/src/testing/mutations.js';
import { packTiny, tinyMemory } from '../../packages/weights/src/testing/tinyRelease.js';
import { useAisleSite } from '../kit/aislePage.js';
import { useWeightsCdn } from '../kit/weightsCdn.js';
import { tryFaults } from '../sync/cdnFaults.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);
const HOUR_MS = 3_600_000;
const INPUTS = 100_000;

interface SyncResults {
  occasions?: Record<string, Occasion>;
  faults?: { readonly tried: number; readonly wrongWeightsUsed: number };
  /** Inputs by what reads them and how it ended: the code of the refusal, or `taken`. */
  fuzz?: Readonly<Record<'manifest' | 'pointer' | 'delta', Outcomes>>;
}

/** Figures are written before they are judged: a page that shows only what went well would show nothing. */
const recordSync = (suite: 'faults' | 'fuzz', part: SyncResults) =>
  mergeSuite<SyncResults>(path.join(root, 'docs/benchmarks/sync.json'), suite, { ...occasion(), command: 'npx -y pnpm@12 test:long test/long/sync', browser: `Chromium ${site.browser.version()}` }, part);

test('100,000 malformed manifests, pointers and deltas each: a refusal with a code, or files of the sizes asked for and no more room than they take', async () => {
  const manifests = [(await packTiny()).manifestJson, (await packTiny({ memory: tinyMemory })).manifestJson];
  const manifestShard = { file: 'manifest.0a.json', bytes: 7, sha256: 'ab'.repeat(32) };
  const release = { releaseId: 'shop-1', manifest: manifestShard, deltasFrom: ['shop-0'] };
  const pointer = { channel: 'stable', sequence: 7, issuedAt: '2026-01-02T03:04:05Z', expiresAt: '2026-01-16T03:04:05Z', release, rollout: { id: 'shop-2', share: 0.25, release: { ...release, releaseId: 'shop-2' } } };
  const manifest = fuzzManifest(seededRandom(101), INPUTS, manifests);
  const ofPointer = fuzzPointer(seededRandom(102), INPUTS, pointer);
  const { outcomes: delta, wrongSizes, mostAllocatedBytes, targetBytes } = fuzzDelta(seededRandom(103), INPUTS);
  const fuzz = { manifest, pointer: ofPointer, delta };
  await recordSync('fuzz', { fuzz });
  expect(Object.values(fuzz).map((outcomes) => Object.values(outcomes).reduce((sum, count) => sum + count))).toEqual([INPUTS, INPUTS, INPUTS]);
  expect(Object.keys(manifest).sort()).toEqual(['config-invalid', 'manifest-invalid', 'sdk-too-old', 'taken', 'weights-mismatch']);
  expect(Object.keys(ofPointer).sort()).toEqual(['pointer-refused', 'taken']);
  expect(Object.keys(delta).sort()).toEqual(['delta-invalid', 'taken']);
  expect(wrongSizes).toBe(0);
  expect(mostAllocatedBytes).toBeLessThanOrEqual(targetBytes + LONGEST_INPUT_BYTES);
}, HOUR_MS);

test('1,000 updates and first visits under faults of the CDN: one whole release ranks, or none, and the status says why', async () => {
  const { tried, wrongWeightsUsed, problems } = await tryFaults(site, cdn, { seeds: [11, 12, 13, 14, 15] });
  await recordSync('faults', { faults: { tried, wrongWeightsUsed } });
  expect(problems).toEqual([]);
  expect(wrongWeightsUsed).toBe(0);
  expect(tried).toBeGreaterThanOrEqual(1000);
}, HOUR_MS);
