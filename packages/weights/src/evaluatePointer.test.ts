import { describe, expect, test } from 'vitest';
import { failedMark, evaluatePointer, type PointerCase } from './evaluatePointer.js';
import type { Pointer, PointerRelease } from './pointer.js';

const releaseOf = (releaseId: string): PointerRelease => ({
  releaseId,
  manifest: { file: `manifest.${releaseId}.json`, bytes: 9, sha256: 'ab' },
  deltasFrom: ['older'],
});
const pointer: Pointer = {
  channel: 'stable',
  sequence: 7,
  issuedAt: '2026-01-01T00:00:00Z',
  expiresAt: '2026-01-03T00:00:00Z',
  release: releaseOf('one'),
};
const rollout = { id: 'r1', share: 0.25, release: releaseOf('two') };

const judged: PointerCase = {
  pointer,
  pointerUrl: 'https://cdn.example/weights/stable.json?v=1',
  signedBy: ['key'],
  publicKeys: ['key', 'next key'],
  state: {},
  nowMs: Date.UTC(2026, 0, 2),
  newBucket: 0.2,
};

function offered(changes: Partial<PointerCase>): string {
  const verdict = evaluatePointer({ ...judged, ...changes });
  return 'offer' in verdict ? verdict.offer.releaseId : verdict.refusal.message;
}

test('offers the release of the pointer, from the files beside it', () => {
  const url = 'https://cdn.example/weights/files/manifest.one.json';
  expect(evaluatePointer(judged)).toEqual({
    changes: { sequence: 7, sequenceKeys: ['key'] },
    offer: { ...pointer.release, manifestUrl: url, manifestKey: url, channel: 'stable', signedBy: ['key'] },
  });
});

describe('refuses, and remembers nothing of,', () => {
  test.each<[string, Partial<PointerCase>, string]>([
    ['a pointer that no pinned key has signed', { signedBy: [] }, 'none of the 2 pinned keys'],
    [
      'the pointer of another channel',
      { pointerUrl: 'https://cdn.example/canary.json' },
      'that of the channel stable, found at canary.json',
    ],
    [
      'a lower number than was seen',
      { state: { sequence: 8, sequenceKeys: ['next key'] } },
      'its sequence number is 7, and 8 was seen',
    ],
    [
      'a pointer that expires now',
      { nowMs: Date.UTC(2026, 0, 3) },
      "it expired at 2026-01-03T00:00:00Z, by this device's clock of 2026-01-03T00:00:00.000Z",
    ],
    [
      'a pointer that expires on no day',
      { pointer: { ...pointer, expiresAt: '2026-01-99T00:00:00Z' } },
      'it expired at',
    ],
  ])('%s', (_, changes, message) => {
    const verdict = evaluatePointer({ ...judged, ...changes });
    expect(verdict).toMatchObject({
      changes: {},
      refusal: { code: 'pointer-refused', message: expect.stringContaining(message) },
    });
  });
});

test('accepts the number that was seen before', () => {
  expect(offered({ state: { sequence: 7, sequenceKeys: ['key'] } })).toBe('one');
});

test('a number counts only while its key is pinned', () => {
  expect(offered({ state: { sequence: 900, sequenceKeys: ['stolen key'] } })).toBe('one');
});

test('without pinned keys numbers count, and no signature is asked for', () => {
  expect(offered({ publicKeys: [], signedBy: [] })).toBe('one');
  expect(offered({ publicKeys: [], signedBy: [], state: { sequence: 8 } })).toContain('8 was seen before');
});

test('a bucket below the share takes part in the rollout', () => {
  const withRollout = { pointer: { ...pointer, rollout } };
  expect(evaluatePointer({ ...judged, ...withRollout })).toMatchObject({
    changes: { draw: { rolloutId: 'r1', value: 0.2 } },
    offer: { releaseId: 'two' },
  });
  expect(offered({ ...withRollout, newBucket: 0.25 })).toBe('one');
});

test('a device keeps its bucket for a rollout, and draws anew for the next', () => {
  const state = { draw: { rolloutId: 'r1', value: 0.9 } };
  expect(offered({ pointer: { ...pointer, rollout }, state })).toBe('one');
  expect(offered({ pointer: { ...pointer, rollout: { ...rollout, share: 0.95 } }, state })).toBe('two');
  expect(offered({ pointer: { ...pointer, rollout: { ...rollout, id: 'r2' } }, state })).toBe('two');
});

test('a rollout that failed here leaves the device with the other release', () => {
  expect(offered({ pointer: { ...pointer, rollout }, state: { failed: [failedMark('two')] } })).toBe('one');
});

test('a release that failed here is refused, but its pointer is remembered', () => {
  const verdict = evaluatePointer({ ...judged, state: { failed: [failedMark('one')] } });
  expect(verdict).toMatchObject({
    changes: { sequence: 7 },
    refusal: { code: 'release-failed-check', details: { releaseId: 'one' } },
  });
});

test('a release that failed under another SDK is offered again', () => {
  expect(offered({ state: { failed: ['one 0.0.1'] } })).toBe('one');
});
