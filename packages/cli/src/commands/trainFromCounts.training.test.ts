import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Release } from '@aisle/weights';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readCounts } from '../counts/readCounts.js';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import type { Progress } from '../progress.js';
import { readRelease } from '../releaseFiles.js';
import { trainFromCounts } from './trainFromCounts.js';

// Candidates of a score are tried. A busy machine takes several times longer than usual.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const files = temporaryFiles();
const golden = path.join(import.meta.dirname, '../counts/golden');
const lines: string[] = [];
const progress: Progress = { update: () => {}, log: (line) => lines.push(line), clear: () => {} };

async function trained(name: string, from?: string): Promise<{ release: Release; report: Record<string, unknown> }> {
  const out = path.join(files.folder, name);
  await trainFromCounts({ counts: golden, from, out, name, seed: 1 }, progress);
  return { release: await readRelease(out), report: JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) };
}

describe('a release of counts alone', () => {
  let release: Release;
  let report: Record<string, unknown>;
  beforeAll(async () => {
    ({ release, report } = await trained('alone'));
  });

  test('has the transitions of the whole log', async () => {
    const { itemIds, whole } = await readCounts(golden);
    expect(release.itemIds).toEqual(itemIds);
    const { offsets, toRows } = release.transitions!;
    const counted = whole.transitionsOf(whole.rules[0]);
    const found = itemIds.map((_, i) => [...toRows.subarray(offsets[i + 1], offsets[i + 2])]);
    expect(found.flat().length).toBeGreaterThan(20);
    found.forEach((rows, i) => expect([...counted(i + 1).toRows]).toEqual(expect.arrayContaining(rows)));
  });

  test('has no network', () => {
    expect(report.network).toBeNull();
    expect(release.values.get('item_embedding')!.every((value) => value === 0)).toBe(true);
  });

  test('is reported beside popularity and plain transitions, on other shoppers than it was fitted to', async () => {
    const { examples } = await readCounts(golden);
    const even = examples.filter(({ userId }) => Number(userId) % 2 === 0);
    expect(report).toMatchObject({
      test: { users: even.length, intervals: expect.anything() },
      baselines: { popularity: { users: even.length }, transitionTable: { users: even.length } },
    });
    expect(lines.at(-1)).toMatch(/test HR@10 .*of popularity .*of the plain transitions/);
  });
});

test('a release whose network is given keeps its rows and vectors', async () => {
  const { release: first } = await trained('first');
  const { release, report } = await trained('second', path.join(files.folder, 'first'));
  expect(report.network).toBe(first.manifest.releaseId);
  expect(release.itemIds).toEqual(first.itemIds);
  expect(release.values.get('layers.0.query')).toEqual(first.values.get('layers.0.query'));
});
