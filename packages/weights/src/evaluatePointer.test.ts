import { describe, expect, test } from 'vitest';
import { evaluatePointer, failureKey, type PointerInput } from './evaluatePointer.js';
import type { Pointer, PointerRelease, SignedPointer } from './pointer.js';

const NOW_MS = Date.UTC(2026, 0, 2);
const DAY_MS = 86_400_000;

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
const signed: SignedPointer = {
  format: 'aisle-pointer',
  formatVersion: 1,
  signed: JSON.stringify(pointer),
  signatures: [],
};
const rollout = { id: 'r1', share: 0.25, release: releaseOf('two') };

const input: PointerInput = {
  pointer,
  signed,
  pointerUrl: 'https://cdn.example/weights/stable.json?v=1',
  signedBy: ['key'],
  publicKeys: ['key', 'next key'],
  seenSequence: 0,
  state: {},
  nowMs: NOW_MS,
  newBucket: 0.2,
};

function offered(changes: Partial<PointerInput>): string {
  const result = evaluatePointer({ ...input, ...changes });
  return 'offer' in result ? result.offer.releaseId : result.refusal.message;
}

test('offers the release of the pointer', () => {
  const url = 'https://cdn.example/weights/files/manifest.one.json';
  expect(evaluatePointer(input)).toEqual({
    changes: { pointer: signed, pointerMs: NOW_MS },
    offer: { ...pointer.release, manifestUrl: url, manifestKey: url, channel: 'stable', signedBy: ['key'] },
  });
});

describe('refuses, without changing the state,', () => {
  test.each<[string, Partial<PointerInput>, string]>([
    ['a pointer without a signature by a pinned key', { signedBy: [] }, 'none of the 2 pinned keys'],
    [
      'the pointer of another channel',
      { pointerUrl: 'https://cdn.example/canary.json' },
      'expected a file name of stable.json for its channel, found canary.json',
    ],
    ['a lower sequence number than before', { seenSequence: 8 }, 'expected a sequence number of at least 8, found 7'],
    [
      'a pointer that expires now',
      { nowMs: Date.UTC(2026, 0, 3) },
      "it expired at 2026-01-03T00:00:00Z; this device's clock says 2026-01-03T00:00:00.000Z",
    ],
    [
      'a pointer with an invalid expiry date',
      { pointer: { ...pointer, expiresAt: '2026-01-99T00:00:00Z' } },
      'it expired at',
    ],
  ])('%s', (_, changes, message) => {
    const result = evaluatePointer({ ...input, ...changes });
    expect(result).toMatchObject({
      changes: {},
      refusal: { code: 'pointer-refused', message: expect.stringContaining(message) },
    });
  });
});

test('accepts the same sequence number again', () => {
  expect(offered({ seenSequence: 7 })).toBe('one');
});

test('without pinned keys sequence numbers count and signatures do not', () => {
  expect(offered({ publicKeys: [], signedBy: [] })).toBe('one');
  expect(offered({ publicKeys: [], signedBy: [], seenSequence: 8 })).toContain('at least 8');
});

test('a bucket below the share takes part in the rollout', () => {
  const withRollout = { pointer: { ...pointer, rollout } };
  expect(evaluatePointer({ ...input, ...withRollout })).toMatchObject({
    changes: { rolloutBucket: { rolloutId: 'r1', value: 0.2 } },
    offer: { releaseId: 'two' },
  });
  expect(offered({ ...withRollout, newBucket: 0.25 })).toBe('one');
});

test('a device keeps its bucket during a rollout only', () => {
  const state = { rolloutBucket: { rolloutId: 'r1', value: 0.9 } };
  expect(offered({ pointer: { ...pointer, rollout }, state })).toBe('one');
  expect(offered({ pointer: { ...pointer, rollout: { ...rollout, share: 0.95 } }, state })).toBe('two');
  expect(offered({ pointer: { ...pointer, rollout: { ...rollout, id: 'r2' } }, state })).toBe('two');
});

test('a device gets the other release if that of the rollout failed', () => {
  expect(offered({ pointer: { ...pointer, rollout }, state: { failed: [failureKey('two', NOW_MS)] } })).toBe('one');
});

test('a failed release is refused but its sequence number is stored', () => {
  const result = evaluatePointer({ ...input, state: { failed: [failureKey('one', NOW_MS)] } });
  expect(result).toMatchObject({
    changes: { pointer: signed },
    refusal: { code: 'release-failed-check', details: { releaseId: 'one' } },
  });
});

test.each([
  ['under another SDK version', `one 0.0.1 ${NOW_MS}`],
  ['a day ago', failureKey('one', NOW_MS - DAY_MS)],
  ['in a distant future', failureKey('one', 8e15)],
  ['at an unknown time', 'one 0.1.0'],
])('a release that failed %s is offered again', (_, failure) => {
  expect(offered({ state: { failed: [failure] } })).toBe('one');
});
