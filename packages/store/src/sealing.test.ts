import { createDecipheriv, webcrypto } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { poly1305 } from './poly1305.js';
import { KeystreamSealing } from './sealing.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

/** A key that Node's own cipher can use as well. */
const RAW = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
let key: CryptoKey;
beforeAll(async () => {
  key = await webcrypto.subtle.importKey('raw', RAW, 'AES-GCM', false, ['encrypt', 'decrypt']);
});

async function prepared(): Promise<KeystreamSealing> {
  const sealing = new KeystreamSealing();
  await sealing.prepare(key);
  return sealing;
}

/**
 * AES in counter mode, as GCM uses it with an initialisation vector of 12 bytes: the first counter block for data is
 * iv | 2 (NIST SP 800-38D, section 7.1).
 */
function counterMode(iv: Uint8Array, offset: number, data: Uint8Array): Uint8Array {
  const cipher = createDecipheriv('aes-256-ctr', RAW, Buffer.concat([iv, Buffer.from([0, 0, 0, 2])]));
  return cipher.update(Buffer.concat([Buffer.alloc(offset), data])).subarray(offset);
}

test('what is sealed is AES-256 in counter mode under the row’s own counter, with a Poly1305 tag: Node’s cipher opens it', async () => {
  const sealing = await prepared();
  for (const text of ['{"type":"search"}', '', 'x'.repeat(1000)]) {
    const sealed = sealing.seal(bytesOf(text)) as Uint8Array;
    const iv = sealed.subarray(0, 12);
    const offset = Buffer.from(sealed).readUInt32LE(12);
    const data = sealed.subarray(32);
    expect(textOf(counterMode(iv, offset + 32, data))).toBe(text);
    expect(sealed.subarray(16, 32)).toEqual(poly1305(data, counterMode(iv, offset, new Uint8Array(32))));
  }
});

test('a prepared keystream seals at once, and no two events share a byte of it', async () => {
  const sealing = await prepared();
  const spans = Array.from({ length: 40 }, (_, i) => {
    const sealed = sealing.seal(new Uint8Array(100 + i));
    expect(sealed).toBeInstanceOf(Uint8Array);
    const bytes = Buffer.from(sealed as Uint8Array);
    return { iv: bytes.toString('hex', 0, 12), first: bytes.readUInt32LE(12), end: bytes.readUInt32LE(12) + 32 + 100 + i };
  });
  for (const [i, span] of spans.entries()) {
    for (const other of spans.slice(i + 1)) expect(other.iv !== span.iv || other.first >= span.end).toBe(true);
  }
});

test('events keep their order where one has to wait for a longer keystream', async () => {
  const sealing = await prepared();
  const done: string[] = [];
  const texts = ['small', 'x'.repeat(50_000), 'after', 'y'.repeat(40_000), 'last'];
  const sealed = await Promise.all(texts.map(async (text) => {
    const bytes = await sealing.seal(bytesOf(text));
    done.push(text.slice(0, 5));
    return bytes;
  }));
  expect(done).toEqual(['small', 'xxxxx', 'after', 'yyyyy', 'last']);
  expect((await sealing.unseal(sealed, key)).map(textOf)).toEqual(texts);
});

test('a burst longer than what is ready is sealed all the same', async () => {
  const sealing = await prepared();
  const texts = Array.from({ length: 300 }, (_, i) => `${i} ${'z'.repeat(400)}`);
  const sealed = await Promise.all(texts.map((text) => sealing.seal(bytesOf(text))));
  expect((await new KeystreamSealing().unseal(sealed, key)).map(textOf)).toEqual(texts);
});

test('one changed bit anywhere, another key or what was never sealed does not open; the others do', async () => {
  const sealing = await prepared();
  const whole = sealing.seal(bytesOf('whole')) as Uint8Array;
  const changed = Array.from({ length: whole.length * 8 }, (_, bit) => whole.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)));
  const opened = await sealing.unseal([...changed, new Uint8Array(0), new Uint8Array(31), new Uint8Array(500).fill(255), whole], key);
  expect(opened.map(textOf)).toEqual([...new Array<undefined>(changed.length + 3).fill(undefined), 'whole']);
  const other = await new KeystreamSealing().newKey();
  expect(await sealing.unseal([whole], other)).toEqual([undefined]);
});

test('the key cannot be taken out', async () => {
  const made = await new KeystreamSealing().newKey();
  expect(made.extractable).toBe(false);
  await expect(webcrypto.subtle.exportKey('raw', made)).rejects.toThrow();
});

test('nothing is sealed without a key', async () => {
  const sealing = await prepared();
  sealing.forget();
  await expect(sealing.seal(bytesOf('x'))).rejects.toThrow('no key');
});
