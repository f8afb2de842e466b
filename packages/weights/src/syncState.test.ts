import { describe, expect, test } from 'vitest';
import { ReleaseCache } from './releaseCache.js';
import { parseSyncState, type SyncState, SyncStateStore } from './syncState.js';
import { CACHE_NAME, CHANNEL_URL, TestCdn } from './testing/testCdn.js';

const storedSource = {
  releaseId: 'one',
  manifestUrl: 'https://a.example/m.json',
  manifestKey: 'https://a.example/m.json',
  manifest: { file: 'm.json', bytes: 3, sha256: 'a'.repeat(64) },
  signedBy: ['key'],
  channel: 'stable',
  intentIntercept: 0.5,
};
const whole: SyncState = {
  checkedMs: 5,
  problem: { code: 'manifest-unreachable', message: 'no answer' },
  pointer: {
    format: 'aisle-pointer',
    formatVersion: 1,
    signed: '{}',
    signatures: [{ publicKey: 'A'.repeat(43), signature: 'A'.repeat(86) }],
  },
  pointerMs: 6,
  rolloutBucket: { rolloutId: 'r1', value: 0.5 },
  failed: ['one 0.1.0'],
  release: storedSource,
};
const STATE_URL = `${CHANNEL_URL}.unsigned.aisle-state`;

test('parseSyncState reads every field and drops others', () => {
  expect(parseSyncState({ ...whole, comment: 'x' })).toEqual(whole);
  expect(parseSyncState({})).toEqual({});
});

describe('parseSyncState refuses', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'state', ''],
    ['a time as text', { ...whole, checkedMs: '5' }, 'checkedMs'],
    ['a problem without a code', { ...whole, problem: {} }, 'problem.code'],
    ['a time beyond the largest date', { ...whole, pointerMs: 9e15 }, 'pointerMs'],
    ['a bucket above 1', { ...whole, rolloutBucket: { rolloutId: 'r1', value: 2 } }, 'rolloutBucket.value'],
    ['17 failed releases', { ...whole, failed: Array(17).fill('x') }, 'failed'],
    [
      'a release without a manifest',
      { ...whole, release: { ...storedSource, manifest: undefined } },
      'release.manifest',
    ],
    [
      'a correction of 3 logits',
      { ...whole, release: { ...storedSource, intentIntercept: 3 } },
      'release.intentIntercept',
    ],
    [
      'a release without a URL',
      { ...whole, release: { ...storedSource, manifestUrl: 'm.json' } },
      'release.manifestUrl',
    ],
  ])('%s', (_, found, field) => {
    expect(() => parseSyncState(found)).toThrow(
      expect.objectContaining({ code: 'manifest-invalid', details: { field } }),
    );
  });
});

test('parseSyncState refuses a pointer without a signed text', () => {
  expect(() => parseSyncState({ ...whole, pointer: { ...whole.pointer, signed: 7 } })).toThrow(
    expect.objectContaining({ code: 'pointer-refused', details: { field: 'signed' } }),
  );
});

describe('SyncStateStore', () => {
  test('patch changes the given fields only', async () => {
    const { state } = new TestCdn().sources();
    await state.patch({ checkedMs: 1, pointerMs: 2 });
    await state.patch({ checkedMs: 3 });
    expect(await state.read()).toEqual({ checkedMs: 3, pointerMs: 2 });
  });

  test.each(['{"checkedMs":"soon"}', '{"release":', '7', `{"a":"${'x'.repeat(1 << 20)}"}`])(
    'the invalid stored state %.20s is ignored and replaced',
    async (stored) => {
      const cdn = new TestCdn();
      await (await cdn.caches.open(CACHE_NAME)).put(STATE_URL, new Response(stored));
      const { state } = cdn.sources();
      expect(await state.read()).toEqual({});
      await state.patch({ checkedMs: 1 });
      expect(new TextDecoder().decode(cdn.caches.files.get(STATE_URL))).toBe('{"checkedMs":1}');
    },
  );

  test('pages with a pinned key use a separate state', async () => {
    const { cache, state } = new TestCdn().sources();
    const signed = new SyncStateStore(cache, CHANNEL_URL, true);
    await state.patch({ pointerMs: 2 });
    expect(await signed.read()).toEqual({});
  });

  test('without permission to store, the state stays in memory', async () => {
    const state = new SyncStateStore(new ReleaseCache(undefined, () => undefined), CHANNEL_URL, false);
    await state.patch({ pointerMs: 2 });
    expect(await state.read()).toEqual({ pointerMs: 2 });
  });

  test('an aborted signal prevents writing', async () => {
    const cdn = new TestCdn();
    const { state } = cdn.sources();
    const inMemory = new SyncStateStore(new ReleaseCache(undefined, () => undefined), CHANNEL_URL, false);
    for (const store of [state, inMemory]) await store.patch({ pointerMs: 2 }, AbortSignal.abort());
    expect([cdn.caches.writes, await inMemory.read()]).toEqual([[], {}]);
  });
});
