import { AisleError } from '@aisle/core';

/** 32 bytes, or a CryptoKey for AES-KW with the usages `wrapKey` and `unwrapKey`. Or a promise of either. */
export type SessionKey = CryptoKey | BufferSource | PromiseLike<CryptoKey | BufferSource>;

const KEY_BYTES = 32;
/** Erasures wait for the opening of the history, which waits for the key. */
const KEY_WAIT_MS = 10_000;

/**
 * The shop's key as a CryptoKey that no script can export.
 *
 * @returns rejects with AisleError `invalid-argument` for another key, or if the key does not arrive in time
 */
export function importSessionKey(key: SessionKey): Promise<CryptoKey> {
  const imported = Promise.race([Promise.resolve(key).then(importKey), tooLate()]);
  // The history reports it. Without a history, nobody waits for the key.
  imported.catch(() => undefined);
  return imported;
}

async function importKey(key: CryptoKey | BufferSource): Promise<CryptoKey> {
  if ((key as Partial<CryptoKey>)?.algorithm?.name === 'AES-KW') return key as CryptoKey;
  if ((key as Partial<BufferSource>)?.byteLength !== KEY_BYTES)
    throw new AisleError('invalid-argument', 'encryption: the key must have 32 bytes, or be a CryptoKey for AES-KW.');
  return crypto.subtle.importKey('raw', key as BufferSource, 'AES-KW', false, ['wrapKey', 'unwrapKey']);
}

function tooLate(): Promise<never> {
  return new Promise((_, reject) => {
    const late = () => reject(new AisleError('invalid-argument', 'encryption: the key did not arrive within 10 s.'));
    setTimeout(late, KEY_WAIT_MS);
  });
}
