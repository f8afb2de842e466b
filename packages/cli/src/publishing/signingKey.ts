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
  /** base64url, 32 bytes: the value of `data-key` */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** `x` of a JSON web key is the public key in base64url (RFC 8037). */
const signingKey = (privateKey: KeyObject): SigningKey => ({
  privateKey,
  publicKey: createPublicKey(privateKey).export({ format: 'jwk' }).x!,
});

/**
 * Generates a key pair. The private key is written as PKCS #8 in PEM, readable only by its owner.
 *
 * @throws AisleError `invalid-argument` if the file exists, or for a git work tree
 */
export async function writeNewKey(file: string): Promise<SigningKey> {
  const directory = path.dirname(path.resolve(file));
  // A key in a work tree could be committed by mistake.
  const workTree = gitWorkTree(directory);
  if (workTree !== undefined) {
    throw new AisleError(
      'invalid-argument',
      `--out ${file} is in the git work tree ${workTree}, where the key could be committed. Give a path outside the repository.`,
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
        ? 'already exists, and an overwritten key is lost. Give another path'
        : `cannot be written: ${message}. Check the path`;
    throw new AisleError('invalid-argument', `--out ${file} ${what}.`, { file }, cause);
  }
  return signingKey(privateKey);
}

/** Searches the file system, because git may not be installed. */
function gitWorkTree(directory: string): string | undefined {
  let folder = directory;
  while (!existsSync(folder)) folder = path.dirname(folder);
  // A symbolic link may point into a work tree.
  folder = realpathSync(folder);
  for (; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** @throws AisleError `data-unreadable`, or `data-invalid` if the file is not a private Ed25519 key */
export async function readSigningKey(file: string): Promise<SigningKey> {
  const pem = await readFile(file).catch((cause: unknown) => {
    throw new AisleError(
      'data-unreadable',
      `--key ${file} cannot be read: ${toAisleError(cause).message}. Give the file that aisle keygen wrote.`,
      { file },
      cause,
    );
  });
  // The cause is not attached, because its message may quote the key.
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

/** Signs a pointer with each of the keys. The result is parsed as on a device. */
export function signPointer(pointer: Pointer, keys: readonly SigningKey[]): SignedPointer {
  const signed = JSON.stringify(pointer);
  const signatures = keys.map(({ publicKey, privateKey }) => ({
    publicKey,
    signature: sign(null, signedBytes(signed), privateKey).toString('base64url'),
  }));
  return parseSignedPointer({ format: POINTER_FORMAT, formatVersion: POINTER_VERSION, signed, signatures });
}

/**
 * Verifies each signature of a pointer file. `verifySignature` of @aisle/weights can replace it when support for Node 20
 * ends: there, Ed25519 in WebCrypto prints an experimental warning (https://github.com/nodejs/node/pull/56142).
 */
export function checkSignatures({
  signed,
  signatures,
}: SignedPointer): { readonly publicKey: string; readonly verifies: boolean }[] {
  return signatures.map(({ publicKey, signature }) => {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return { publicKey, verifies: verify(null, signedBytes(signed), key, Buffer.from(signature, 'base64url')) };
  });
}
