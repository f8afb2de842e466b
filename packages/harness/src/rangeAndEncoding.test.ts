import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerFault } from './serverFault.js';
import { type StaticServer, startStaticServer } from './staticServer.js';

const faults = new Map<string, ServerFault>();
let folder: string;
let server: StaticServer;
const text = 'a plain text that is long enough to be worth compressing, compressing, compressing';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-range-'));
  await writeFile(join(folder, 'a.txt'), text);
  await writeFile(join(folder, 'a.txt.br'), brotliCompressSync(text));
  server = await startStaticServer({ roots: [{ urlPath: '/', directory: folder }], faults });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (headers: Record<string, string>) => fetch(`${server.origin}/a.txt`, { headers, redirect: 'manual' });

test('a compressed copy is sent to clients that accept it', async () => {
  const compressed = await get({ 'accept-encoding': 'gzip, br' });
  expect([compressed.headers.get('content-encoding'), await compressed.text()]).toEqual(['br', text]);
  const plain = await get({ 'accept-encoding': 'identity' });
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, text]);
});

test('a compressed copy without its file is not served', async () => {
  await writeFile(join(folder, 'b.txt.br'), brotliCompressSync(text));
  expect((await fetch(`${server.origin}/b.txt`, { headers: { 'accept-encoding': 'br' } })).status).toBe(404);
});

test('a range is sent uncompressed', async () => {
  const rest = await get({ range: 'bytes=8-', 'accept-encoding': 'br' });
  expect([
    rest.status,
    rest.headers.get('content-encoding'),
    rest.headers.get('content-range'),
    await rest.text(),
  ]).toEqual([206, null, `bytes 8-${text.length - 1}/${text.length}`, text.slice(8)]);
  expect((await get({ range: `bytes=${text.length}-` })).status).toBe(416);
});

test('the faults no-range and redirect', async () => {
  faults.set('/a.txt', { kind: 'no-range' });
  const whole = await get({ range: 'bytes=8-' });
  expect([whole.status, await whole.text()]).toEqual([200, text]);
  faults.set('/a.txt', { kind: 'redirect', to: '/b.txt' });
  const redirect = await get({});
  expect([redirect.status, redirect.headers.get('location')]).toEqual([302, '/b.txt']);
});
