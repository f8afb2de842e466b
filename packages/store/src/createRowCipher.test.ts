import { createDecipheriv } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRowCipher, type RowCipherOptions } from './createRowCipher.js';
import { decryptRows } from './decryptRows.js';
import type { PreparedRowCipher } from './rowCipher.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: ArrayBuffer | undefined) => bytes && new TextDecoder().decode(bytes);
const fromHex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const newWrappingKey = () =>
  crypto.subtle.generateKey({ name: 'AES-KW', length: 256 }, false, ['wrapKey', 'unwrapKey']);

let wrappingKey: CryptoKey;
/** All random bytes, in order: data keys of 32 bytes and nonces of 12. */
let randomBytes: Uint8Array[];

beforeEach(async () => {
  wrappingKey = await newWrappingKey();
  randomBytes = [];
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    randomBytes.push(getRandomValues(array) as unknown as Uint8Array);
    return array;
  });
});
afterEach(() => void vi.restoreAllMocks());

const prepared = (options: RowCipherOptions = {}) =>
  createRowCipher({ whenIdle: () => {}, ...options }).prepare(wrappingKey, 'history-1');
const decrypted = async (rows: readonly Uint8Array<ArrayBuffer>[], historyId = 'history-1') =>
  (await decryptRows(rows, wrappingKey, historyId)).map(textOf);
const dataKeys = () => randomBytes.filter(({ length }) => length === 32);
const wrappedKeyOf = (row: Uint8Array) => hexOf(row.subarray(1, 41));
/** Waits for the next data key if the current one is used up. */
const encrypted = (cipher: PreparedRowCipher, text: string) =>
  vi.waitFor(() => cipher.encrypt(bytesOf(text)), { interval: 1 });

// McGrew and Viega, The Galois/Counter Mode of Operation, appendix B, test case 16.
test('noble encrypts the published test vector of AES-256-GCM', () => {
  const key = fromHex('feffe9928665731c6d6a8f9467308308'.repeat(2));
  const nonce = fromHex('cafebabefacedbaddecaf888');
  const additional = fromHex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
  const plaintext = fromHex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  );
  expect(hexOf(gcm(key, nonce, additional).encrypt(plaintext))).toBe(
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
      '76fc6ece0f4e1768cddf8853bb2d551b',
  );
});

test('WebCrypto decrypts rows that noble encrypted', async () => {
  const cipher = await prepared();
  const texts = ['', '{"type":"search"}', 'é'.repeat(5000)];
  expect(await decrypted(texts.map((text) => cipher.encrypt(bytesOf(text))))).toEqual(texts);
});

test('a row is version, wrapped key, nonce, ciphertext and tag', async () => {
  const row = (await prepared()).encrypt(bytesOf('hello'));
  const [dataKey, nonce] = randomBytes;
  expect(row[0]).toBe(1);
  expect(row).toHaveLength(1 + 40 + 12 + 5 + 16);
  expect(row.subarray(41, 53)).toEqual(nonce);
  const decipher = createDecipheriv('aes-256-gcm', dataKey!, nonce!);
  decipher.setAAD(Buffer.from('aisle-row-1 history-1')).setAuthTag(row.subarray(58));
  expect(Buffer.concat([decipher.update(row.subarray(53, 58)), decipher.final()]).toString()).toBe('hello');
});

test('a changed bit makes only its own row undefined', async () => {
  const row = (await prepared()).encrypt(bytesOf('whole'));
  const altered = Array.from({ length: row.length * 8 }, (_, bit) =>
    row.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
  );
  expect(await decrypted([...altered, row])).toEqual([...altered.map(() => undefined), 'whole']);
});

test('decryptRows returns undefined for other bytes than an envelope', async () => {
  const lengths = [0, 1, 40, 53, 500];
  expect(await decrypted(lengths.map((length) => new Uint8Array(length).fill(1)))).toEqual(
    lengths.map(() => undefined),
  );
});

test('a row needs its wrapping key and its history id', async () => {
  const row = (await prepared()).encrypt(bytesOf('secret'));
  expect(await decrypted([row], 'history-2')).toEqual([undefined]);
  expect(await decryptRows([row], await newWrappingKey(), 'history-1')).toEqual([undefined]);
});

test('each prepared cipher has a separate data key', async () => {
  const rows = [(await prepared()).encrypt(bytesOf('a')), (await prepared()).encrypt(bytesOf('b'))];
  expect(new Set(rows.map(wrappedKeyOf)).size).toBe(2);
  expect(await decrypted(rows)).toEqual(['a', 'b']);
});

test('rows do not contain the bytes of a data key', async () => {
  const cipher = await prepared({ maxRowsPerKey: 2 });
  const rows: string[] = [];
  for (const text of ['a', 'b', 'c', 'd']) rows.push(hexOf(await encrypted(cipher, text)));
  expect(dataKeys().length).toBeGreaterThanOrEqual(2);
  for (const key of dataKeys()) expect(rows.join()).not.toContain(hexOf(key).slice(0, 16));
});

test('after its maximum number of rows, a data key is replaced', async () => {
  const cipher = await prepared({ maxRowsPerKey: 3 });
  const rows: Uint8Array<ArrayBuffer>[] = [];
  for (let i = 0; i < 7; i++) rows.push(await encrypted(cipher, String(i)));
  const keys = rows.map(wrappedKeyOf);
  expect(keys.map((key) => [...new Set(keys)].indexOf(key))).toEqual([0, 0, 0, 1, 1, 1, 2]);
  const nonces = rows.map((row) => hexOf(row.subarray(0, 53)));
  expect(new Set(nonces).size).toBe(7);
  expect(await decrypted(rows)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
});

test('encryption fails until the next data key is ready', async () => {
  const cipher = await prepared({ maxRowsPerKey: 2 });
  cipher.encrypt(bytesOf('1'));
  cipher.encrypt(bytesOf('2'));
  expect(() => cipher.encrypt(bytesOf('3'))).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  expect(await decrypted([await encrypted(cipher, '3')])).toEqual(['3']);
});

test('a data key is unwrapped once for all its rows', async () => {
  const cipher = await prepared();
  const rows = ['a', 'b', 'c'].map((text) => cipher.encrypt(bytesOf(text)));
  const unwrap = vi.spyOn(crypto.subtle, 'unwrapKey');
  expect(await decrypted(rows)).toEqual(['a', 'b', 'c']);
  expect(unwrap).toHaveBeenCalledTimes(1);
});

test('the cipher warms up once when idle, without a data key', async () => {
  const idle: (() => void)[] = [];
  const cipher = createRowCipher({ whenIdle: (work) => void idle.push(work) });
  await cipher.prepare(wrappingKey, 'history-1');
  await cipher.prepare(wrappingKey, 'history-1');
  expect(idle).toHaveLength(1);
  const before = randomBytes.length;
  idle[0]!();
  expect(randomBytes).toHaveLength(before);
});
