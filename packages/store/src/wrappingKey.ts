import { errorName } from './errorName.js';
import type { HistoryDatabase } from './schema.js';
import { readFrom, writeTo } from './transaction.js';

/** The key that wraps the data keys of this history; undefined where nothing was ever encrypted. */
export async function findWrappingKey(database: HistoryDatabase): Promise<CryptoKey | undefined> {
  const found = await readFrom(database, (transaction) => transaction.objectStore('meta').get('wrappingKey'));
  return typeof found === 'object' ? found : undefined;
}

/**
 * The same key, created where there is none. The browser keeps it beside the rows and does not give out its bytes.
 *
 * @throws TypeError on a page without https, which has no WebCrypto
 * @throws DOMException `InvalidStateError` where the history was erased meanwhile
 */
export async function findOrCreateWrappingKey(database: HistoryDatabase): Promise<CryptoKey> {
  const known = await findWrappingKey(database);
  if (known) return known;
  const created = await crypto.subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  await writeTo(database, (transaction) => [transaction.objectStore('meta').add(created, 'wrappingKey')]).catch(
    (cause: unknown) => {
      // Another tab was first: its key is used.
      if (errorName(cause) !== 'ConstraintError') throw cause;
    },
  );
  const stored = await findWrappingKey(database);
  if (!stored) throw new DOMException('the history was erased', 'InvalidStateError');
  return stored;
}
