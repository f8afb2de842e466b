import { readFileSync } from 'node:fs';
import { historyScores, LightEncoder, parameterSpecs, rankingHead, scoreRows, sumScoreParts } from '@aisle/model';
import { expect, test } from 'vitest';
import type { GoldenVector } from './manifest.js';
import { parseManifest } from './parseManifest.js';
import { assembleRelease } from './release.js';

const read = (name: string) => new Uint8Array(readFileSync(new URL(`../../../models/shop/${name}`, import.meta.url)));
const json = (name: string) => JSON.parse(new TextDecoder().decode(read(name)));

/** The example's committed release. Its format is older than heads. */
const written = json('manifest.json');
const manifest = parseManifest(written);

/** The trainer adds in another order, which changes a logit by at most 4e-6. A missing score part changes it by 0.01. */
const TOLERANCE = 1e-5;

test('the example release reads its target as a head', () => {
  expect(written.config).toMatchObject({ target: 'next-purchase' });
  expect(manifest.config.heads).toEqual([rankingHead('next-purchase')]);
  expect(written.tensors.map(({ name }: { name: string }) => name)).toEqual(
    parameterSpecs(manifest.config).map(({ name }) => name),
  );
});

test('the example release reproduces its golden vectors', () => {
  const files = new Map([manifest.itemIds, ...manifest.shards, manifest.memory!].map(({ file }) => [file, read(file)]));
  const release = assembleRelease(manifest, files);
  const { config, values, items } = release;
  const golden = json(manifest.golden.file) as GoldenVector[];
  expect(golden.length).toBeGreaterThan(0);
  for (const { history, top } of golden) {
    const encoder = new LightEncoder(config, values, items);
    encoder.advance(history, 0);
    const scores = scoreRows(encoder.query(), items);
    sumScoreParts(scores, historyScores(config, release, history));
    for (const { row, score } of top) expect(Math.abs(scores[row]! - score)).toBeLessThan(TOLERANCE);
  }
});
