import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pointer } from '@aisle/weights';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSignatures, readSigningKey, signPointer, writeNewKey } from './signingKey.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'aisle-key-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: string[]) => path.join(folder, ...names);

describe('a new key', () => {
  test('a new key is PKCS #8 in PEM, readable only by its owner', async () => {
    const { publicKey } = await writeNewKey(at('secret', 'key.pem'));
    const pem = readFileSync(at('secret', 'key.pem'), 'utf8');
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n[\w+/=]{64}\n-----END PRIVATE KEY-----\n$/);
    expect(statSync(at('secret', 'key.pem')).mode & 0o777).toBe(0o600);
    // The last 32 bytes of an Ed25519 key in DER are the key itself (RFC 8410).
    expect(publicKey).toBe(
      createPublicKey(pem).export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64url'),
    );
    expect((await readSigningKey(at('secret', 'key.pem'))).publicKey).toBe(publicKey);
    expect((await writeNewKey(at('other.pem'))).publicKey).not.toBe(publicKey);
  });

  test('an existing file is not overwritten', async () => {
    writeFileSync(at('key.pem'), 'mine');
    await expect(writeNewKey(at('key.pem'))).rejects.toMatchObject({
      code: 'invalid-argument',
      message: `--out ${at('key.pem')} already exists, and an overwritten key is lost. Give another path.`,
    });
    expect(readFileSync(at('key.pem'), 'utf8')).toBe('mine');
  });

  test.each(['folder', 'file'])('a git work tree is rejected if .git is a %s', async (kind) => {
    mkdirSync(at('repo', 'deep'), { recursive: true });
    if (kind === 'folder') mkdirSync(at('repo', '.git'));
    // Linked work trees and submodules have a .git file.
    else writeFileSync(at('repo', '.git'), 'gitdir: /elsewhere\n');
    symlinkSync(at('repo', 'deep'), at('link'));
    for (const file of [
      at('repo', 'key.pem'),
      at('repo', 'deep', 'key.pem'),
      at('repo', 'new', 'folder', 'key.pem'),
      at('link', 'key.pem'),
    ]) {
      await expect(writeNewKey(file), file).rejects.toMatchObject({
        code: 'invalid-argument',
        message: expect.stringMatching(
          /is in the git work tree .*repo, where the key could be committed\. Give a path outside the repository\.$/,
        ),
      });
      expect(existsSync(file)).toBe(false);
    }
    expect(existsSync(at('repo', 'new'))).toBe(false);
    await writeNewKey(at('outside.pem'));
  });

  test('an unwritable path is rejected', async () => {
    writeFileSync(at('file'), '');
    mkdirSync(at('folder'));
    await expect(writeNewKey(at('folder'))).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('reading a key', () => {
  test('a missing file', async () => {
    await expect(readSigningKey(at('none.pem'))).rejects.toMatchObject({
      code: 'data-unreadable',
      message: expect.stringMatching(
        /^--key .*none\.pem cannot be read: ENOENT.*Give the file that aisle keygen wrote\.$/,
      ),
    });
  });

  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  test.each([
    ['text that is not PEM', 'super secret', 'no private key'],
    ['a public key', publicKey.export({ type: 'spki', format: 'pem' }), 'no private key'],
    ['a truncated key', privateKey.export({ type: 'pkcs8', format: 'pem' }).slice(0, 60), 'no private key'],
    [
      'a key of another type',
      generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
      'one of type x25519',
    ],
  ])('%s', async (_, content, found) => {
    writeFileSync(at('key.pem'), content);
    const error = await readSigningKey(at('key.pem')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'data-invalid',
      message: `--key ${at('key.pem')}: expected a private Ed25519 key in PEM, found ${found}. Give the file that aisle keygen wrote.`,
    });
    expect(error).not.toHaveProperty('cause');
  });
});

test('a signature of another text or key does not verify', async () => {
  const key = await writeNewKey(at('key.pem'));
  const other = await writeNewKey(at('other.pem'));
  const release = {
    releaseId: 'r',
    manifest: { file: 'manifest.json', bytes: 1, sha256: '0'.repeat(64) },
    deltasFrom: [],
  };
  const pointer: Pointer = {
    channel: 'stable',
    sequence: 1,
    issuedAt: '2026-01-01T00:00:00Z',
    expiresAt: '2026-01-02T00:00:00Z',
    release,
  };
  const file = signPointer(pointer, [key, other]);
  expect(checkSignatures(file)).toEqual([
    { publicKey: key.publicKey, verifies: true },
    { publicKey: other.publicKey, verifies: true },
  ]);
  expect(
    checkSignatures({ ...file, signed: file.signed.replace('"sequence":1', '"sequence":2') }).map(
      ({ verifies }) => verifies,
    ),
  ).toEqual([false, false]);
  const swapped = [{ ...file.signatures[0]!, publicKey: other.publicKey }];
  expect(checkSignatures({ ...file, signatures: swapped })).toEqual([{ publicKey: other.publicKey, verifies: false }]);
  expect(() =>
    signPointer(
      pointer,
      Array.from({ length: 9 }, () => key),
    ),
  ).toThrow(expect.objectContaining({ code: 'pointer-refused' }));
});
