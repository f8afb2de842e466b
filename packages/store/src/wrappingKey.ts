import { errorName } from './errorName.js';
import type { KeyReader, KeyStore } from './keyStore.js';

/** The key that wraps the data keys of this history; undefined where nothing was ever encrypted. */
export async function findWrappingKey(keys: KeyReader): Promise<CryptoKey | undefined> {
  const found = await keys.get();
  return typeof found === 'object' ? (found as CryptoKey) : undefined;
}

/**
 * The same key, created where there is none. The browser keeps it beside the rows and does not give out its bytes.
 *
 * @throws TypeError on a page without https, which has no WebCrypto
 * @throws DOMException `InvalidStateError` where the history was erased meanwhile
 */
export async function findOrCreateWrappingKey(keys: KeyStore): Promise<CryptoKey> {
  const known = await findWrappingKey(keys);
  if (known) return known;
  const created = await crypto.subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  await keys.add(created).catch((cause: unknown) => {
    // Another tab was first: its key is used.
    if (errorName(cause) !== 'ConstraintError') throw cause;
  });
  const stored = await findWrappingKey(keys);
  if (!stored) throw new DOMException('the history was erased', 'InvalidStateError');
  return stored;
}
