import { gcm } from '@noble/ciphers/aes.js';
import { additionalData, BROWSER_KEY, type EnvelopeVersion, NONCE_BYTES, writeEnvelope } from './envelope.js';
import type { PreparedRowCipher, RowCipher } from './rowCipher.js';

/**
 * Rows that one key encrypts. Nonces are random: after 2^20 rows, the probability that two are equal is below 2^-56.
 * NIST SP 800-38D, section 8.3, allows 2^32 of them (https://doi.org/10.6028/NIST.SP.800-38D).
 */
const MAX_ROWS_PER_KEY = 2 ** 20;
const KEY_BYTES = 32;

export interface RowCipherOptions {
  readonly maxRowsPerKey?: number;
  /** Calls `work` when the page has nothing else to do. */
  readonly whenIdle?: (work: () => void) => void;
}

interface DataKey {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly wrapped: Uint8Array<ArrayBuffer>;
  rows: number;
}

/**
 * AES-256-GCM by `@noble/ciphers`, which encrypts without waiting. WebCrypto only encrypts asynchronously.
 *
 * Each prepared cipher makes a new data key. Its bytes stay in the page's memory; they are stored wrapped only.
 */
export function createRowCipher({
  maxRowsPerKey = MAX_ROWS_PER_KEY,
  whenIdle = inIdleTime,
}: RowCipherOptions = {}): RowCipher {
  let warmedUp = false;
  return {
    async prepare(wrappingKey, historyId, version = BROWSER_KEY) {
      const first = await createDataKey(wrappingKey);
      if (!warmedUp) whenIdle(warmUp);
      warmedUp = true;
      return createPreparedCipher(first, () => createDataKey(wrappingKey), historyId, version, maxRowsPerKey);
    },
  };
}

function createPreparedCipher(
  first: DataKey,
  createNext: () => Promise<DataKey>,
  historyId: string,
  version: EnvelopeVersion,
  maxRows: number,
): PreparedRowCipher {
  const additional = additionalData(historyId, version);
  let current = first;
  let next: DataKey | undefined;
  let creating = false;
  /** If this fails, the next row tries again. */
  const createNextKey = async () => {
    creating = true;
    next = await createNext().catch(() => undefined);
    creating = false;
  };
  return {
    encrypt(plaintext) {
      if (current.rows >= maxRows && next) {
        current = next;
        next = undefined;
      }
      if (current.rows >= maxRows) throw new DOMException('the data key is used up', 'InvalidStateError');
      current.rows += 1;
      if (current.rows >= maxRows / 2 && !next && !creating) void createNextKey();
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      return writeEnvelope(current.wrapped, nonce, gcm(current.bytes, nonce, additional).encrypt(plaintext), version);
    },
  };
}

async function createDataKey(wrappingKey: CryptoKey): Promise<DataKey> {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  // Extractable, because only such a key can be wrapped. This copy is not kept.
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', true, ['encrypt']);
  const wrapped = await crypto.subtle.wrapKey('raw', key, wrappingKey, 'AES-KW');
  return { bytes, wrapped: new Uint8Array(wrapped), rows: 0 };
}

/** The first call takes milliseconds: noble computes its tables and the browser compiles the code. */
function warmUp(): void {
  gcm(new Uint8Array(KEY_BYTES), new Uint8Array(NONCE_BYTES)).encrypt(new Uint8Array(256));
}

function inIdleTime(work: () => void): void {
  // Safari lacks requestIdleCallback (https://bugs.webkit.org/show_bug.cgi?id=285049). The timer can go when it ships.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work);
  else setTimeout(work);
}
