import { errorName } from './errorName.js';
import type { KeyReader, KeyStore } from './keyStore.js';

/** The key that wraps the data keys of this history. Undefined if no row was ever encrypted. */
export async function findWrappingKey(keys: KeyReader): Promise<CryptoKey | undefined> {
  const found = await keys.get();
  return typeof found === 'object' ? (found as CryptoKey) : undefined;
}

/**
 * The same key, created if it is missing. The browser does not reveal its bytes.
 *
 * @throws TypeError on a page without https, which has no WebCrypto
 * @throws DOMException `InvalidStateError` if the history was erased at the same time
 */
export async function findOrCreateWrappingKey(keys: KeyStore): Promise<CryptoKey> {
  const known = await findWrappingKey(keys);
  if (known) return known;
  const created = await crypto.subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  await keys.add(created).catch((cause: unknown) => {
    // Another tab stored a key first.
    if (errorName(cause) !== 'ConstraintError') throw cause;
  });
  const stored = await findWrappingKey(keys);
  if (!stored) throw new DOMException('the history was erased', 'InvalidStateError');
  return stored;
}
