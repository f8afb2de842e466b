import type { TrackedEvent } from '@aisle/core';
import { beforeEach, expect, test, vi } from 'vitest';
import { attempt } from './attempt.js';
import { createRowCipher } from './createRowCipher.js';
import { EncryptedRows } from './encryptedRows.js';
import { encryptedRows } from './encryption.js';
import { type KeyStore, keyStoreOf } from './keyStore.js';
import { plainRows } from './plainRows.js';
import type { RowCipher } from './rowCipher.js';
import { DATABASE_VERSION, type EncryptedRow, upgrade } from './schema.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';
import { validEvents } from './validEvents.js';

const EVENT: TrackedEvent = { schemaVersion: 1, timestampMs: 1000, type: 'search', search_term: 'red lamp' };
const JSON_TEXT = JSON.stringify(EVENT);

let databases: InMemoryDatabases;
let keys: KeyStore;
let encryption: EncryptedRows;
const cipher = createRowCipher({ whenIdle: () => {} });

beforeEach(async () => {
  databases = new InMemoryDatabases();
  const database = await databases.open('aisle-shop', DATABASE_VERSION, {
    upgrade: (database, oldVersion, _, transaction) => upgrade(database, oldVersion, transaction),
  });
  keys = keyStoreOf(database);
  encryption = new EncryptedRows(cipher);
});

const meta = () => databases.rowsOf('aisle-shop', 'meta');
const unpack = async (packed: readonly string[]) => {
  const rows = packed.map((text) => attempt(() => encryption.unpack(text)));
  return validEvents(await encryption.decode(rows, keys, 'history-1'));
};

test('plain rows and journal entries are the event itself', async () => {
  await plainRows.prepare(keys, 'history-1');
  expect(plainRows.encode(EVENT)).toEqual({ row: EVENT, bytes: JSON_TEXT.length });
  expect(plainRows.pack(EVENT)).toBe(JSON_TEXT);
  expect(plainRows.unpack(JSON_TEXT)).toEqual(EVENT);
  // Not the text that `pack` writes.
  expect(plainRows.unpack(JSON.stringify({ ...EVENT, email: 'x' }, null, 1))).toBeUndefined();
  expect(meta().has('wrappingKey')).toBe(false);
});

test("only the time is readable, and bytes are the envelope's", async () => {
  await encryption.prepare(keys, 'history-1');
  const { row, bytes } = encryption.encode(EVENT);
  expect(Object.keys(row)).toEqual(['timestampMs', 'encrypted']);
  expect(row.timestampMs).toBe(1000);
  expect(bytes).toBe(JSON_TEXT.length + 1 + 40 + 12 + 16);
  expect(Buffer.from((row as EncryptedRow).encrypted).toString('latin1')).not.toMatch(/search|lamp/);
});

test('a packed event is an envelope in base64 and unpacks', async () => {
  await encryption.prepare(keys, 'history-1');
  const packed = encryption.pack(EVENT)!;
  expect(Buffer.from(packed, 'base64')[0]).toBe(1);
  expect(await unpack([packed, JSON_TEXT, '{', '~~', 'AAAA', '{}'])).toEqual([EVENT, EVENT]);
});

test('a packed event of another history does not unpack', async () => {
  await encryption.prepare(keys, 'another history');
  expect(await unpack([encryption.pack(EVENT)!])).toEqual([]);
});

test('a journal of an earlier page is read with another data key', async () => {
  await encryption.prepare(keys, 'history-1');
  const packed = encryption.pack(EVENT)!;
  encryption = new EncryptedRows(cipher);
  expect(await unpack([packed])).toEqual([EVENT]);
});

test('encoding fails before prepare', () => {
  expect(encryption.isReady).toBe(false);
  expect(() => encryption.encode(EVENT)).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  expect(encryption.pack(EVENT)).toBeUndefined();
});

test('two tabs that prepare concurrently share one wrapping key', async () => {
  const other = new EncryptedRows(cipher);
  await Promise.all([encryption.prepare(keys, 'history-1'), other.prepare(keys, 'history-1')]);
  expect(await unpack([encryption.pack(EVENT)!, other.pack(EVENT)!])).toEqual([EVENT, EVENT]);
});

test('the wrapping key cannot be exported', async () => {
  await encryption.prepare(keys, 'history-1');
  const key = meta().get('wrappingKey') as CryptoKey;
  expect(key).toMatchObject({ extractable: false, algorithm: { name: 'AES-KW', length: 256 } });
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});

/** Rows and journal entries that a key of the shop wraps. */
const withKey = (key: Parameters<typeof encryptedRows>[0]) => encryptedRows(key) as EncryptedRows;
const SHOP_KEY = new Uint8Array(32).fill(7);
const decoded = async (rows: readonly unknown[], format: EncryptedRows) =>
  validEvents(await format.decode(rows, keys, 'history-1'));

test("with the shop's key, no key is stored and only that key reads the rows", async () => {
  const format = withKey(SHOP_KEY);
  await format.prepare(keys, 'history-1');
  const { row } = format.encode(EVENT);
  expect((row as EncryptedRow).encrypted[0]).toBe(2);
  expect(meta().has('wrappingKey')).toBe(false);
  expect(await decoded([row], withKey(SHOP_KEY.slice().buffer))).toEqual([EVENT]);
  await encryption.prepare(keys, 'history-1');
  for (const other of [encryption, withKey(new Uint8Array(32).fill(8))])
    expect(await decoded([row], other)).toEqual([]);
});

test("the shop's key also reads rows of the browser's key", async () => {
  await encryption.prepare(keys, 'history-1');
  const format = withKey(SHOP_KEY);
  await format.prepare(keys, 'history-1');
  expect(await decoded([encryption.encode(EVENT).row, format.encode(EVENT).row, EVENT], format)).toHaveLength(3);
});

test('a row whose version was changed does not decrypt', async () => {
  const format = withKey(SHOP_KEY);
  await format.prepare(keys, 'history-1');
  const { encrypted } = format.encode(EVENT).row as EncryptedRow;
  encrypted[0] = 1;
  await encryption.prepare(keys, 'history-1');
  expect(await decoded([{ timestampMs: 0, encrypted }], format)).toEqual([]);
});

test("the shop's key can be a promise or a CryptoKey", async () => {
  const cryptoKey = await crypto.subtle.importKey('raw', SHOP_KEY, 'AES-KW', false, ['wrapKey', 'unwrapKey']);
  const format = withKey(Promise.resolve(cryptoKey));
  await format.prepare(keys, 'history-1');
  expect(await decoded([format.encode(EVENT).row], withKey(Promise.resolve(SHOP_KEY)))).toEqual([EVENT]);
  expect(await format.sessionKey).toBe(cryptoKey);
});

test.each<[string, Parameters<typeof encryptedRows>[0]]>([
  ['of 16 bytes', new Uint8Array(16)],
  ['that is a text', Promise.resolve('a password' as never)],
  ['that is an object', {} as never],
  ['null', null as never],
])('a key %s is refused', async (_, key) => {
  await expect(withKey(key).prepare(keys, 'history-1')).rejects.toMatchObject({
    code: 'invalid-argument',
    message: 'encryption: the key must have 32 bytes, or be a CryptoKey for AES-KW.',
  });
});

test('a key that does not arrive within ten seconds is refused', async () => {
  vi.useFakeTimers();
  try {
    const prepared = withKey(new Promise(() => {})).prepare(keys, 'history-1');
    prepared.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(prepared).rejects.toThrow('did not arrive within 10 s');
  } finally {
    vi.useRealTimers();
  }
});

test('a data key that arrives after forget is not used', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const slow: RowCipher = { prepare: (key, id) => gate.then(() => cipher.prepare(key, id)) };
  encryption = new EncryptedRows(slow);
  const preparing = encryption.prepare(keys, 'history-1');
  encryption.forget();
  release();
  await preparing;
  expect(encryption.pack(EVENT)).toBeUndefined();
});

test('prepare retries after a failure', async () => {
  databases.failNext('meta.get', 'UnknownError');
  await expect(encryption.prepare(keys, 'history-1')).rejects.toThrow('meta.get failed');
  await encryption.prepare(keys, 'history-1');
  expect(encryption.pack(EVENT)).toBeDefined();
});
