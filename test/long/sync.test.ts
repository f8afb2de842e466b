import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { runInfo } from '../../bench/project.js';
import { writePage } from '../../bench/sync/page.js';
import { mergeSyncResults, type SyncResults } from '../../bench/sync/results.js';
import { fuzzDelta, fuzzManifest, fuzzPointer, MAX_INPUT_BYTES } from '../../packages/weights/src/testing/mutations.js';
import { packTiny, tinyTransitions } from '../../packages/weights/src/testing/tinyRelease.js';
import { useAisleSite } from '../kit/aislePage.js';
import { useWeightsCdn } from '../kit/weightsCdn.js';
import { tryFaults } from '../sync/cdnFaults.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);
const HOUR_MS = 3_600_000;
const INPUTS = 100_000;

/** Writes figures before they are checked, so that the page also shows failures. */
const recordSync = async (suite: 'faults' | 'fuzz', part: SyncResults) =>
  writePage(
    await mergeSyncResults(
      suite,
      {
        ...runInfo(),
        command: 'npx -y pnpm@12 test:long test/long/sync',
        browser: `Chromium ${site.browser.version()}`,
      },
      part,
    ),
  );

test(
  '300,000 malformed manifests, pointers and deltas are accepted or refused safely',
  async () => {
    const manifests = [
      (await packTiny()).manifestJson,
      (await packTiny({ transitions: tinyTransitions })).manifestJson,
    ];
    const manifestShard = { file: 'manifest.0a.json', bytes: 7, sha256: 'ab'.repeat(32) };
    const release = { releaseId: 'shop-1', manifest: manifestShard, deltasFrom: ['shop-0'] };
    const pointer = {
      channel: 'stable',
      sequence: 7,
      issuedAt: '2026-01-02T03:04:05Z',
      expiresAt: '2026-01-16T03:04:05Z',
      release,
      rollout: { id: 'shop-2', share: 0.25, release: { ...release, releaseId: 'shop-2' } },
    };
    const manifest = fuzzManifest(seededRandom(101), INPUTS, manifests);
    const ofPointer = fuzzPointer(seededRandom(102), INPUTS, pointer);
    const { outcomes: delta, wrongSizes, maxAllocatedBytes, targetBytes } = fuzzDelta(seededRandom(103), INPUTS);
    const fuzz = { manifest, pointer: ofPointer, delta };
    await recordSync('fuzz', { fuzz });
    expect(Object.values(fuzz).map((outcomes) => Object.values(outcomes).reduce((sum, count) => sum + count))).toEqual([
      INPUTS,
      INPUTS,
      INPUTS,
    ]);
    expect(Object.keys(manifest).sort()).toEqual([
      'accepted',
      'config-invalid',
      'manifest-invalid',
      'sdk-too-old',
      'weights-mismatch',
    ]);
    expect(Object.keys(ofPointer).sort()).toEqual(['accepted', 'pointer-refused']);
    expect(Object.keys(delta).sort()).toEqual(['accepted', 'delta-invalid']);
    expect(wrongSizes).toBe(0);
    expect(maxAllocatedBytes).toBeLessThanOrEqual(targetBytes + MAX_INPUT_BYTES);
  },
  HOUR_MS,
);

test(
  '1,200 updates under CDN faults never mix releases',
  async () => {
    const faults = { tried: 0, wrongWeightsUsed: 0 };
    const problems: string[] = [];
    for (const seed of [11, 12, 13, 14, 15]) {
      const found = await tryFaults(site, cdn, { seeds: [seed] });
      faults.tried += found.tried;
      faults.wrongWeightsUsed += found.wrongWeightsUsed;
      problems.push(...found.problems);
      await recordSync('faults', { faults });
    }
    expect(problems).toEqual([]);
    expect(faults.wrongWeightsUsed).toBe(0);
    expect(faults.tried).toBeGreaterThanOrEqual(1200);
  },
  HOUR_MS,
);
