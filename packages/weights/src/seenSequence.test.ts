import { beforeAll, describe, expect, test } from 'vitest';
import { type Pointer, type SignedPointer, signedBytes } from './pointer.js';
import { seenSequence } from './seenSequence.js';
import { NOW_MS, type TestKey, testKey } from './testing/testCdn.js';

const DAY_MS = 86_400_000;
const release = {
  releaseId: 'one',
  manifest: { file: 'm.json', bytes: 9, sha256: 'a'.repeat(64) },
  deltasFrom: [],
};
const pointer: Pointer = {
  channel: 'stable',
  sequence: 7,
  issuedAt: '2026-01-01T00:00:00Z',
  expiresAt: '2026-01-03T00:00:00Z',
  release,
};

let key: TestKey;
let other: TestKey;
beforeAll(async () => {
  [key, other] = [await testKey(), await testKey()];
});

async function signedBy(signers: readonly TestKey[], changes: Partial<Pointer> = {}): Promise<SignedPointer> {
  const signed = JSON.stringify({ ...pointer, ...changes });
  const signatures = await Promise.all(
    signers.map(async ({ publicKey, sign }) => ({ publicKey, signature: await sign(signedBytes(signed)) })),
  );
  return { format: 'aisle-pointer', formatVersion: 1, signed, signatures };
}

test('without a stored pointer the number is 0', async () => {
  expect(await seenSequence({}, pointer, [], NOW_MS)).toBe(0);
});

describe('with a pinned key', () => {
  const seen = (stored: SignedPointer, pinned: readonly TestKey[]) =>
    seenSequence(
      { pointer: stored, pointerMs: -DAY_MS },
      pointer,
      pinned.map(({ publicKey }) => publicKey),
      NOW_MS,
    );

  test('a signed number counts at any age', async () => {
    expect(await seen(await signedBy([key]), [key])).toBe(7);
    expect(await seen(await signedBy([key, other]), [other])).toBe(7);
  });

  test('a number without a signature of the key does not count', async () => {
    const { signatures } = await signedBy([key]);
    const raised = { ...(await signedBy([], { sequence: Number.MAX_SAFE_INTEGER })), signatures };
    expect(await seen(raised, [key])).toBe(0);
    expect(await seen(await signedBy([other]), [key])).toBe(0);
  });

  test('the number of another channel does not count', async () => {
    expect(await seen(await signedBy([key], { channel: 'canary', sequence: 900 }), [key])).toBe(0);
  });
});

describe('without pinned keys', () => {
  test.each([
    ['now', NOW_MS, 7],
    ['a day ago', NOW_MS - DAY_MS, 7],
    ['more than a day ago', NOW_MS - DAY_MS - 1, 0],
    ['in a distant future', NOW_MS + DAY_MS + 1, 0],
    ['at an unknown time', undefined, 0],
  ])('a number that was accepted %s counts for a day', async (_, pointerMs, expected) => {
    expect(await seenSequence({ pointer: await signedBy([]), pointerMs }, pointer, [], NOW_MS)).toBe(expected);
  });

  test('a text that is not a pointer does not count', async () => {
    const stored = { ...(await signedBy([])), signed: '{"sequence":900}' };
    expect(await seenSequence({ pointer: stored, pointerMs: NOW_MS }, pointer, [], NOW_MS)).toBe(0);
  });
});
