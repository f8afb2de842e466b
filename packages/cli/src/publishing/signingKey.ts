import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AisleError, toAisleError } from '@aisle/core';
import {
  POINTER_FORMAT,
  POINTER_VERSION,
  type Pointer,
  parseSignedPointer,
  type SignedPointer,
  signedBytes,
} from '@aisle/weights';

/** An Ed25519 key of a publisher (RFC 8032). */
export interface SigningKey {
  /** base64url, 32 bytes: what a shop's tag names */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** A JSON web key holds the public half as base64url already (RFC 8037). */
const signingKey = (privateKey: KeyObject): SigningKey => ({
  privateKey,
  publicKey: createPublicKey(privateKey).export({ format: 'jwk' }).x!,
});

/**
 * Makes a key and writes its private half as PKCS #8 in PEM, readable by its owner alone.
 *
 * @throws AisleError `invalid-argument` where the file exists, or lies in a git work tree: what is in one gets committed sooner or later
 */
export async function writeNewKey(file: string): Promise<SigningKey> {
  const directory = path.dirname(path.resolve(file));
  const workTree = gitWorkTree(directory);
  if (workTree !== undefined) {
    throw new AisleError(
      'invalid-argument',
      `--out ${file} lies in the git work tree ${workTree}: keys live outside the repository. Give a path elsewhere.`,
      { file, workTree },
    );
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  await mkdir(directory, { recursive: true });
  try {
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const { message } = toAisleError(cause);
    const what =
      (cause as NodeJS.ErrnoException).code === 'EEXIST'
        ? 'exists already: a key that was overwritten is lost. Give another path'
        : `cannot be written: ${message}. Check the path`;
    throw new AisleError('invalid-argument', `--out ${file} ${what}.`, { file }, cause);
  }
  return signingKey(privateKey);
}

/** Looks at the file system itself, since git need not be installed where a key is made. */
function gitWorkTree(directory: string): string | undefined {
  let at = directory;
  while (!existsSync(at)) at = path.dirname(at);
  // A link into a work tree leads there.
  at = realpathSync(at);
  for (; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (at === path.dirname(at)) return undefined;
  }
}

/** @throws AisleError `data-unreadable`, or `data-invalid` for what is no private Ed25519 key */
export async function readSigningKey(file: string): Promise<SigningKey> {
  const pem = await readFile(file).catch((cause: unknown) => {
    throw new AisleError(
      'data-unreadable',
      `--key ${file} cannot be read: ${toAisleError(cause).message}. Give the file that aisle keygen wrote.`,
      { file },
      cause,
    );
  });
  // The causes of a key that cannot be read may quote it, so they are not passed on.
  let privateKey: KeyObject | undefined;
  try {
    privateKey = createPrivateKey(pem);
  } catch {
    privateKey = undefined;
  }
  if (privateKey?.asymmetricKeyType === 'ed25519') return signingKey(privateKey);
  const found = privateKey ? `one of type ${privateKey.asymmetricKeyType}` : 'no private key';
  throw new AisleError(
    'data-invalid',
    `--key ${file}: expected a private Ed25519 key in PEM, found ${found}. Give the file that aisle keygen wrote.`,
    { file },
  );
}

/** The pointer as a file, signed with each of the keys. What is returned has passed the reader's own door. */
export function signPointer(pointer: Pointer, keys: readonly SigningKey[]): SignedPointer {
  const signed = JSON.stringify(pointer);
  const signatures = keys.map(({ publicKey, privateKey }) => ({
    publicKey,
    signature: sign(null, signedBytes(signed), privateKey).toString('base64url'),
  }));
  return parseSignedPointer({ format: POINTER_FORMAT, formatVersion: POINTER_VERSION, signed, signatures });
}

/** For each signature of a pointer file whether it is one. By Node's own means: WebCrypto's Ed25519 is experimental in Node 20, and says so. */
export function checkSignatures({
  signed,
  signatures,
}: SignedPointer): { readonly publicKey: string; readonly verifies: boolean }[] {
  return signatures.map(({ publicKey, signature }) => {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return { publicKey, verifies: verify(null, signedBytes(signed), key, Buffer.from(signature, 'base64url')) };
  });
}
