import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AisleError } from '@aisle/core';

const MIN_KEY_BYTES = 16;
const MAKE_A_KEY = 'Make one with: openssl rand -base64 32 > FILE.';

async function readKey(file: string): Promise<Buffer> {
  const key = await readFile(file).catch((cause: Error) => {
    throw new AisleError(
      'data-unreadable',
      `Asked to read --hash-key ${file}, found a file that cannot be read (${cause.message}). ${MAKE_A_KEY}`,
      { file },
      cause,
    );
  });
  if (key.length >= MIN_KEY_BYTES) return key;
  throw new AisleError(
    'data-invalid',
    `Asked to read --hash-key ${file}, found ${key.length} bytes; a key has at least ${MIN_KEY_BYTES}. ${MAKE_A_KEY}`,
    { file },
  );
}

/**
 * A function that replaces a shopper's id by its HMAC-SHA-256 (128 bits, base64url). Without a key file, the key is
 * random and is lost after the run. So nobody can find an id by hashing guesses.
 *
 * @param keyFile the same file gives the same hashes in several runs
 * @throws AisleError `data-unreadable` or `data-invalid` for the key file
 */
export async function userIdHash(keyFile: string | undefined): Promise<(userId: string) => string> {
  const key = keyFile === undefined ? randomBytes(32) : await readKey(keyFile);
  return (userId) => createHmac('sha256', key).update(userId).digest().toString('base64url', 0, 16);
}
