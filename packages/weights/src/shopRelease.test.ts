import { readdirSync, readFileSync } from 'node:fs';
import {
  goldenConfig,
  historyScores,
  LightEncoder,
  parameterSpecs,
  rankingHead,
  scoreRows,
  sumScoreParts,
} from '@aisle/model';
import { expect, test } from 'vitest';
import type { GoldenVector } from './manifest.js';
import { parseManifest } from './parseManifest.js';
import { assembleRelease } from './release.js';

const EXAMPLE = 'models/shop';
/** The example's release of 2026-11-24. It names a target, as releases did before they had heads. */
const OLDER = 'test/fixtures/release-before-heads';

const read = (folder: string, name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../${folder}/${name}`, import.meta.url)));
const json = (folder: string, name: string) => JSON.parse(new TextDecoder().decode(read(folder, name)));

/** The trainer adds in another order, which changes a logit by at most 4e-6. A missing score part changes it by 0.01. */
const TOLERANCE = 1e-5;

test('an older release reads its target as a head', () => {
  const written = json(OLDER, 'manifest.json');
  const manifest = parseManifest(written);
  expect(written.config).toMatchObject({ target: 'next-purchase' });
  expect(manifest.config.heads).toEqual([rankingHead('next-purchase')]);
  expect(written.tensors.map(({ name }: { name: string }) => name)).toEqual(
    parameterSpecs(manifest.config).map(({ name }) => name),
  );
});

test.each([EXAMPLE, OLDER])('the release in %s reproduces its golden vectors', (folder) => {
  const manifest = parseManifest(json(folder, 'manifest.json'));
  const names = readdirSync(new URL(`../../../${folder}`, import.meta.url));
  const files = new Map(names.map((name) => [name, read(folder, name)]));
  const release = assembleRelease(manifest, files);
  const { values, items } = release;
  const config = goldenConfig(release.config);
  const golden = json(folder, manifest.golden.file) as GoldenVector[];
  expect(golden.length).toBeGreaterThan(0);
  for (const { history, top } of golden) {
    const encoder = new LightEncoder(config, values, items);
    encoder.advance(history, 0);
    const scores = scoreRows(encoder.query(), items);
    sumScoreParts(scores, historyScores(config, release, history));
    for (const { row, score } of top) expect(Math.abs(scores[row]! - score)).toBeLessThan(TOLERANCE);
  }
});
