import {
  type Action,
  type HistoryScores,
  historyScores,
  LightEncoder,
  scoreRows,
  sumScoreParts,
  topK,
} from '@aisle/model';
import { assembleRelease, parseManifest, type Release } from '@aisle/weights';
import { beforeAll, expect, test } from 'vitest';
import { laterRelease, type PackedFiles } from '../packages/weights/src/testing/laterRelease.js';
import { CHANNEL_URL, TestCdn } from '../packages/weights/src/testing/testCdn.js';
import { packTiny, tinyKinds, tinyRelations, tinyTransitions } from '../packages/weights/src/testing/tinyRelease.js';
import type * as Reader from './keptReader.js';

/** A page that was deployed when releases had format version 2, heads and roles, and knew none but the first ones. */
const kept = (await import(new URL('../test/fixtures/reader-format2.mjs', import.meta.url).href)) as typeof Reader;

const HISTORY: readonly Action[] = [1, 3, 1].map((itemRow, i) => ({ itemRow, typeIndex: 2, timestampMs: 60_000 * i }));

let packed: PackedFiles;
beforeAll(async () => {
  packed = await packTiny({ transitions: tinyTransitions });
});

/** What the kept reader makes of a release, and the files that it asked for. */
async function readByKept({ files }: PackedFiles) {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    const name = new URL(url).pathname.slice(1);
    asked.push(name.split('.')[0]!);
    return new Response(files.get(name) as Uint8Array<ArrayBuffer> | undefined, {
      status: files.has(name) ? 200 : 404,
    });
  };
  const loader = new kept.ReleaseLoader(
    { manifestUrl: 'https://cdn.example/manifest.json', publicKeys: [], updateIntervalMs: 0, network: 'free' },
    {
      fetch,
      caches: () => undefined,
      locks: undefined,
      clock: { nowMs: () => 0, after: () => () => {} },
      now: () => 0,
      random: () => 0,
    },
  );
  // The kept reader has the names and arguments of its time: a hook `accept`, `memory` for a release's transitions, and
  // that table alone for `historyScores`.
  const hooks = { accept: () => {}, check: () => {}, whenIdle: async () => {}, onProblem: () => {} };
  const release = (await loader.update(undefined, hooks))! as Release & { readonly memory?: Release['transitions'] };
  const columns = kept.historyScores(release.config, release.memory as never, HISTORY);
  return { asked, top: rank(kept, release, columns) };
}

function rank(
  reader: Pick<typeof Reader, 'LightEncoder' | 'scoreRows' | 'sumScoreParts' | 'topK'>,
  release: Pick<Release, 'config' | 'values' | 'items'>,
  columns: HistoryScores,
) {
  const encoder = new reader.LightEncoder(release.config, release.values, release.items);
  encoder.advance(HISTORY, 0);
  const scores = reader.scoreRows(encoder.query(), release.items);
  reader.sumScoreParts(scores, columns);
  return reader.topK(scores, 3);
}

function ofToday() {
  const release = assembleRelease(parseManifest(packed.manifestJson), packed.files);
  const columns = historyScores(release.config, release, HISTORY);
  return rank({ LightEncoder, scoreRows, sumScoreParts, topK }, release, columns);
}

test('the kept reader ranks by what this version writes', async () => {
  expect(await readByKept(packed)).toEqual({
    asked: ['manifest', 'item-ids', 'items', 'encoder', 'memory'],
    top: ofToday(),
  });
});

test('the kept reader passes over an unknown role and unknown heads', async () => {
  const later = await laterRelease(packed);
  expect(await readByKept(later)).toEqual({
    asked: ['manifest', 'item-ids', 'items', 'encoder', 'memory'],
    top: ofToday(),
  });
});

test('the kept reader passes over relations and kinds', async () => {
  const related = await packTiny({ transitions: tinyTransitions, relations: tinyRelations, kinds: tinyKinds });
  expect(await readByKept(related)).toEqual({
    asked: ['manifest', 'item-ids', 'items', 'encoder', 'memory'],
    top: ofToday(),
  });
});

test('the kept reader accepts a pointer with a correction of the season', async () => {
  const cdn = new TestCdn();
  await cdn.point({ ...(await cdn.publish(packed)), intentIntercept: 0.5 });
  const options = { manifestUrl: CHANNEL_URL, publicKeys: [], updateIntervalMs: 0, network: 'free' } as const;
  const hooks = { accept: () => {}, check: () => {}, whenIdle: async () => {}, onProblem: () => {} };
  const release = await new kept.ReleaseLoader(options, cdn.environment()).update(undefined, hooks);
  expect(release!.manifest.releaseId).toBe(packed.manifestJson.releaseId);
});

test('the kept reader refuses a release that requires an unknown role', async () => {
  await expect(readByKept(await laterRelease(packed, ['policy']))).rejects.toMatchObject({ code: 'sdk-too-old' });
});
