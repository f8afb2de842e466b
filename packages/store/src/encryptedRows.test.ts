import type { TrackedEvent } from '@aisle/core';
import { beforeEach, expect, test } from 'vitest';
import { attempt } from './attempt.js';
import { createRowCipher } from './createRowCipher.js';
import { EncryptedRows } from './encryptedRows.js';
import { type KeyStore, keyStoreOf } from './keyStore.js';
import { plainRows } from './plainRows.js';
import type { RowCipher } from './rowCipher.js';
import { DATABASE_VERSION, type EncryptedRow, upgrade } from './schema.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';
import { validEvents } from './validEvents.js';

const EVENT: TrackedEvent = { schemaVersion: 1, type: 'search', search_term: 'red lamp', timestampMs: 1000 };
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
