import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { seededRandom } from '@aisle/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  type Pointer,
  parsePointer,
  parseSignedPointer,
  type SignedPointer,
  signedBytes,
  signersOf,
} from './pointer.js';
import { verifySignature } from './signature.js';
import { fuzzPointer } from './testing/mutations.js';

type Json = any;

const release = {
  releaseId: 'shop-1',
  manifest: { file: 'manifest.0a.json', bytes: 7, sha256: 'ab'.repeat(32) },
  deltasFrom: ['shop-0'],
};
const pointer: Pointer = {
  channel: 'stable',
  sequence: 7,
  issuedAt: '2026-01-02T03:04:05Z',
  expiresAt: '2026-01-16T03:04:05.678Z',
  release,
  rollout: { id: 'shop-2', share: 0.25, release: { ...release, releaseId: 'shop-2', deltasFrom: [] } },
};

const newKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, public: publicKey.export({ format: 'jwk' }).x! };
};
const signedBy = (keys: readonly ReturnType<typeof newKey>[], signed = JSON.stringify(pointer)): SignedPointer => ({
  format: 'aisle-pointer',
  formatVersion: 1,
  signed,
  signatures: keys.map(({ privateKey, public: publicKey }) => ({
    publicKey,
    signature: sign(null, signedBytes(signed), privateKey).toString('base64url'),
  })),
});

test('signed bytes start with the name of the format', () => {
  expect(new TextDecoder().decode(signedBytes('{"a":"ü"}'))).toBe('aisle-pointer\n{"a":"ü"}');
});

test('a pointer parses with and without a rollout', () => {
  expect(parsePointer(parseSignedPointer(signedBy([])))).toEqual(pointer);
  const { rollout: _, ...plain } = pointer;
  expect(parsePointer(signedBy([], JSON.stringify({ ...plain, comment: 'x' })))).toEqual(plain);
});

test('the correction of the season is read from both releases', () => {
  const corrected: Pointer = {
    ...pointer,
    release: { ...release, intentIntercept: -2 },
    rollout: { ...pointer.rollout!, release: { ...release, intentIntercept: 0.25 } },
  };
  expect(parsePointer(signedBy([], JSON.stringify(corrected)))).toEqual(corrected);
});

const changed = (change: (pointer: Json) => void) => {
  const copy: Json = JSON.parse(JSON.stringify(pointer));
  change(copy);
  return signedBy([], JSON.stringify(copy));
};

test.each<[string, (pointer: Json) => void, string]>([
  ['a channel with a path', (p) => (p.channel = '../x'), 'channel must be a name'],
  ['no sequence number', (p) => delete p.sequence, 'sequence must be a whole number'],
  ['a sequence number below 0', (p) => (p.sequence = -1), 'sequence must be a whole number'],
  ['a sequence number of 2^53', (p) => (p.sequence = 2 ** 53), 'sequence must be a whole number'],
  ['no expiry', (p) => delete p.expiresAt, 'expiresAt must be an ISO 8601 time'],
  ['an expiry in another format', (p) => (p.expiresAt = 'tomorrow'), 'expiresAt must be an ISO 8601 time'],
  ['no release', (p) => delete p.release, 'release must be an object'],
  [
    'a manifest elsewhere',
    (p) => (p.release.manifest.file = '../m.json'),
    'release.manifest.file must be a plain file name',
  ],
  [
    'a manifest without a hash',
    (p) => delete p.release.manifest.sha256,
    'release.manifest.sha256 must be 64 hex digits',
  ],
  ['65 deltas', (p) => (p.release.deltasFrom = Array(65).fill('a')), 'release.deltasFrom must be a list of at most 64'],
  ['a delta with a path', (p) => (p.release.deltasFrom = ['a/b']), 'release.deltasFrom[0] must be a name'],
  [
    'a correction above 2 logits',
    (p) => (p.release.intentIntercept = 2.1),
    'release.intentIntercept must be a number from -2 to 2',
  ],
  ['a share above 1', (p) => (p.rollout.share = 1.5), 'rollout.share must be a number from 0 to 1'],
  ['a share as text', (p) => (p.rollout.share = '0.5'), 'rollout.share must be a number from 0 to 1'],
])('refuses %s', (_, change, message) => {
  expect(() => parsePointer(changed(change))).toThrow(
    expect.objectContaining({ code: 'pointer-refused', message: expect.stringContaining(`Pointer: ${message}`) }),
  );
});

test.each<[string, Json]>([
  ['nothing', undefined],
  ['a text', 'aisle-pointer'],
  ['another format', { ...signedBy([]), format: 'aisle-release' }],
  ['a later version', { ...signedBy([]), formatVersion: 2 }],
  ['no signed text', { ...signedBy([]), signed: undefined }],
  ['an object instead of the text', { ...signedBy([]), signed: pointer }],
  ['a text of 70,000 characters', { ...signedBy([]), signed: 'x'.repeat(70_000) }],
  ['no list of signatures', { ...signedBy([]), signatures: {} }],
  ['nine signatures', { ...signedBy([]), signatures: Array(9).fill(signedBy([newKey()]).signatures[0]) }],
  ['a short key', { ...signedBy([]), signatures: [{ publicKey: 'AAAA', signature: 'A'.repeat(86) }] }],
])('refuses %s as a pointer file', (_, found) => {
  expect(() => parseSignedPointer(found)).toThrow(expect.objectContaining({ code: 'pointer-refused' }));
});

describe('signatures', () => {
  const [ourKey, otherKey, next] = [newKey(), newKey(), newKey()];
  const keys = [ourKey.public, next.public];

  test('only trusted signatures of exactly these bytes count', async () => {
    expect(await signersOf(signedBy([ourKey]), keys)).toEqual([ourKey.public]);
    expect(await signersOf(signedBy([otherKey, next]), keys)).toEqual([next.public]);
    expect(await signersOf(signedBy([ourKey, otherKey, next]), keys)).toEqual([ourKey.public, next.public]);
    expect(await signersOf(signedBy([otherKey]), keys)).toEqual([]);
    expect(await signersOf(signedBy([]), keys)).toEqual([]);
    const good = signedBy([ourKey]);
    expect(await signersOf({ ...good, signed: good.signed.replace('"sequence":7', '"sequence":8') }, keys)).toEqual([]);
    // A signature by another key, under our key's name.
    expect(
      await signersOf(
        { ...good, signatures: [{ ...signedBy([otherKey]).signatures[0]!, publicKey: ourKey.public }] },
        keys,
      ),
    ).toEqual([]);
    // A signature by our key, of the text without the format's prefix.
    const bare = sign(null, Buffer.from(good.signed), ourKey.privateKey).toString('base64url');
    expect(await signersOf({ ...good, signatures: [{ publicKey: ourKey.public, signature: bare }] }, keys)).toEqual([]);
  });

  /** RFC 8032, section 7.1, tests 1 to 3: secret key, public key, message, signature in hex. */
  const VECTORS = [
    [
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ] as const;

  afterEach(() => void vi.restoreAllMocks());

  test.each([
    ['WebCrypto', () => {}],
    [
      'the library, without Ed25519 in WebCrypto',
      () =>
        vi
          .spyOn(crypto.subtle, 'importKey')
          .mockRejectedValue(new DOMException('Unrecognized name.', 'NotSupportedError')),
    ],
  ])('RFC 8032 test vectors verify by %s', async (_, prepare) => {
    prepare();
    for (const [secret, publicKey, message, signature] of VECTORS) {
      const url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
      const bytes = Uint8Array.from(Buffer.from(message, 'hex'));
      expect(await verifySignature(url(publicKey), url(signature), bytes)).toBe(true);
      expect(await verifySignature(url(publicKey), url(signature), Uint8Array.of(...bytes, 0))).toBe(false);
      expect(
        await verifySignature(
          url(publicKey),
          url(signature.replace(/^../, (byte) => (byte === '00' ? '01' : '00'))),
          bytes,
        ),
      ).toBe(false);
      // The publisher's signing function returns the same signature.
      const key = createPrivateKey({
        key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(secret, 'hex')]),
        format: 'der',
        type: 'pkcs8',
      });
      expect(createPublicKey(key).export({ format: 'jwk' }).x).toBe(url(publicKey));
      expect(sign(null, bytes, key).toString('hex')).toBe(signature);
    }
  });

  test.each(['', 'AAAA', '!'.repeat(43), 'A'.repeat(44)])('the invalid key %j verifies nothing', async (publicKey) => {
    expect(await verifySignature(publicKey, 'A'.repeat(86), new Uint8Array(1))).toBe(false);
  });
});

test('2,000 mutated pointers parse or throw an AisleError', () => {
  const outcomes = fuzzPointer(seededRandom(12), 2000, pointer);
  expect(Object.keys(outcomes).sort()).toEqual(['accepted', 'pointer-refused']);
  expect(outcomes['pointer-refused']).toBeGreaterThan(1400);
});
