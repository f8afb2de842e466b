import { poly1305 } from './poly1305.js';

/** Encryption of rows. Sealing is done at once where a keystream is ready, so that it holds nothing up. */
export interface Sealing {
  newKey(): Promise<CryptoKey>;
  /** Draws a keystream of this key ahead. */
  prepare(key: CryptoKey): Promise<void>;
  /** In the order of the calls. Rejects where nothing was prepared. */
  seal(plain: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** undefined for what this key did not seal, or what was changed since */
  unseal(sealed: readonly Uint8Array[], key: CryptoKey): Promise<(Uint8Array | undefined)[]>;
  /** Drops key and keystream. */
  forget(): void;
}

/** Some hundred events: more than a page tracks in one breath. */
const STREAM_BYTES = 32_768;
const IV_BYTES = 12;
const HEADER_BYTES = IV_BYTES + 4;
const TAG_BYTES = 16;
const MAC_KEY_BYTES = 32;
const BLOCK_BYTES = 16;

interface Keystream {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array;
  used: number;
}

/**
 * AES-GCM's ciphertext is the plain text XOR a keystream that depends on key and initialisation vector only (NIST SP
 * 800-38D), so encrypting zeros gives that keystream ahead of time, and sealing an event is an XOR. Every byte of it is
 * used once. Its first 32 bytes for an event are a one-time key of Poly1305 over the sealed bytes, as in RFC 8439, in
 * place of GCM's own tag, which only WebCrypto's asynchronous call could compute.
 *
 * A sealed event: initialisation vector (12 bytes), offset in its keystream (uint32, little-endian), tag (16), ciphertext.
 */
export class KeystreamSealing implements Sealing {
  #key: CryptoKey | undefined;
  #current: Keystream | undefined;
  #next: Keystream | undefined;
  #drawing: Promise<void> | undefined;
  #queue: Promise<void> | undefined;

  newKey(): Promise<CryptoKey> {
    return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  }

  async prepare(key: CryptoKey): Promise<void> {
    if (this.#key === key && (this.#current ?? this.#next)) return;
    this.forget();
    this.#key = key;
    await this.#draw(STREAM_BYTES);
  }

  /** The keystream after this one, at least `bytes` long. */
  #draw(bytes: number): Promise<void> {
    const key = this.#key;
    // As of a connection that was closed, so that its user opens anew.
    if (!key) return Promise.reject(new DOMException('there is no key to encrypt with', 'InvalidStateError'));
    if (this.#drawing) return this.#drawing;
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const drawing = keystreamOf(key, iv, Math.max(bytes, STREAM_BYTES))
      .then((stream) => {
        if (this.#drawing === drawing) this.#next = { iv, bytes: stream, used: 0 };
      })
      .finally(() => {
        if (this.#drawing === drawing) this.#drawing = undefined;
      });
    return (this.#drawing = drawing);
  }

  seal(plain: Uint8Array): Uint8Array | Promise<Uint8Array> {
    return (this.#queue ? undefined : this.#sealNow(plain)) ?? this.#sealInTurn(plain);
  }

  /** Behind an event that waits for a keystream, the others wait too. */
  #sealInTurn(plain: Uint8Array): Promise<Uint8Array> {
    const turn = (this.#queue ?? Promise.resolve()).then(async () => {
      for (;;) {
        const sealed = this.#sealNow(plain);
        if (sealed) return sealed;
        await this.#draw(MAC_KEY_BYTES + plain.length);
      }
    });
    const queue = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#queue = queue;
    void queue.then(() => {
      if (this.#queue === queue) this.#queue = undefined;
    });
    return turn;
  }

  /** undefined where no keystream is long enough */
  #sealNow(plain: Uint8Array): Uint8Array | undefined {
    const wanted = MAC_KEY_BYTES + plain.length;
    const fits = (stream: Keystream | undefined) => stream !== undefined && stream.used + wanted <= stream.bytes.length;
    if (!fits(this.#current) && fits(this.#next)) {
      this.#current = this.#next;
      this.#next = undefined;
    }
    const current = this.#current;
    if (!current || !fits(current)) return undefined;
    const offset = current.used;
    current.used += Math.ceil(wanted / BLOCK_BYTES) * BLOCK_BYTES;
    if (!this.#next && current.used > current.bytes.length / 2) void this.#draw(STREAM_BYTES).catch(() => undefined);
    const keystream = current.bytes.subarray(offset, offset + wanted);
    const sealed = new Uint8Array(HEADER_BYTES + TAG_BYTES + plain.length);
    sealed.set(current.iv);
    new DataView(sealed.buffer).setUint32(IV_BYTES, offset, true);
    const data = sealed.subarray(HEADER_BYTES + TAG_BYTES);
    for (let i = 0; i < plain.length; i++) data[i] = plain[i]! ^ keystream[MAC_KEY_BYTES + i]!;
    sealed.set(poly1305(data, keystream.subarray(0, MAC_KEY_BYTES)), HEADER_BYTES);
    return sealed;
  }

  async unseal(sealed: readonly Uint8Array[], key: CryptoKey): Promise<(Uint8Array | undefined)[]> {
    const parts = sealed.map((bytes) => {
      if (bytes.length < HEADER_BYTES + TAG_BYTES) return undefined;
      const iv = bytes.slice(0, IV_BYTES);
      const offset = new DataView(bytes.buffer, bytes.byteOffset).getUint32(IV_BYTES, true);
      const data = bytes.subarray(HEADER_BYTES + TAG_BYTES);
      // A foreign script may have written any number there.
      const end = Math.min(offset, MOST_OFFSET) + MAC_KEY_BYTES + data.length;
      return { iv, name: iv.join(), offset, end, data, tag: bytes.subarray(HEADER_BYTES, HEADER_BYTES + TAG_BYTES) };
    });
    // The events of a page view share a keystream: it is computed once, as far as it is needed.
    const longest = new Map<string, NonNullable<(typeof parts)[number]>>();
    for (const part of parts) if (part && part.end > (longest.get(part.name)?.end ?? 0)) longest.set(part.name, part);
    const streams = new Map(await Promise.all([...longest].map(async ([name, { iv, end }]) => [name, await keystreamOf(key, iv, end)] as const)));
    return parts.map((part) => {
      if (!part) return undefined;
      const { name, offset, data, tag } = part;
      const keystream = streams.get(name)!.subarray(offset, offset + MAC_KEY_BYTES + data.length);
      if (keystream.length < MAC_KEY_BYTES + data.length) return undefined;
      const expected = poly1305(data, keystream.subarray(0, MAC_KEY_BYTES));
      return expected.every((byte, i) => byte === tag[i]) ? data.map((byte, i) => byte ^ keystream[MAC_KEY_BYTES + i]!) : undefined;
    });
  }

  forget(): void {
    this.#key = undefined;
    this.#current = undefined;
    this.#next = undefined;
    this.#drawing = undefined;
  }
}

/** Longer keystreams are drawn for one event only, which then starts at 0. */
const MOST_OFFSET = STREAM_BYTES;

async function keystreamOf(key: CryptoKey, iv: Uint8Array<ArrayBuffer>, bytes: number): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(bytes))).subarray(0, bytes);
}
