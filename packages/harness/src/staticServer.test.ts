import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ServerFault } from './serverFault.js';
import { type StaticServer, startStaticServer, WORKER_CONTENT_SECURITY_POLICY } from './staticServer.js';

const folder = mkdtempSync(join(tmpdir(), 'aisle-server-'));
const site = join(folder, 'site');
const bundles = join(folder, 'bundles');
const faults = new Map<string, ServerFault>();
let server: StaticServer;

/** Sends a path unchanged. fetch() would normalize it. */
function rawGet(path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.origin);
    httpRequest({ hostname, port, path }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

beforeAll(async () => {
  mkdirSync(join(site, 'list'), { recursive: true });
  mkdirSync(bundles);
  for (const name of ['page.js', 'pic.svg', 'data.json', 'engine.wasm', 'shard.0123abcd.bin', 'style.css']) {
    writeFileSync(join(site, name), `content of ${name}`);
  }
  writeFileSync(join(site, 'index.html'), '<p>home');
  writeFileSync(join(site, 'list', 'index.html'), '<p>list');
  writeFileSync(join(site, 'bytes.bin'), Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]));
  writeFileSync(join(bundles, 'aisle-worker.js'), 'postMessage(1)');
  writeFileSync(join(bundles, 'model.bin'), 'x');
  mkdirSync(join(site, 'aisle'));
  writeFileSync(join(site, 'aisle', 'aisle-worker.js'), 'shadowed');
  writeFileSync(join(folder, 'secret.txt'), 'SECRET');
  server = await startStaticServer({
    roots: [
      { urlPath: '/', directory: site },
      { urlPath: '/aisle/', directory: bundles },
    ],
    faults,
    headers: (path): Record<string, string> =>
      path === '/page.js' ? { 'X-Extra': 'yes', 'cache-control': 'no-store', ETag: '' } : {},
  });
});
afterEach(() => faults.clear());
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('files', () => {
  it.each([
    ['/', 'text/html;charset=utf-8'],
    ['/list/', 'text/html;charset=utf-8'],
    ['/page.js', 'text/javascript'],
    ['/style.css', 'text/css'],
    ['/pic.svg', 'image/svg+xml'],
    ['/data.json', 'application/json'],
    ['/engine.wasm', 'application/wasm'],
    ['/bytes.bin', 'application/octet-stream'],
  ])('serves %s as %s', async (path, type) => {
    const response = await fetch(server.origin + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    const body = await response.arrayBuffer();
    expect(response.headers.get('content-length')).toBe(String(body.byteLength));
  });

  it('makes names with a content hash immutable, and others no-cache', async () => {
    const hashed = await fetch(`${server.origin}/shard.0123abcd.bin`);
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const plain = await fetch(`${server.origin}/data.json`);
    expect(plain.headers.get('cache-control')).toBe('no-cache');
  });

  it('answers 304 to its ETag and 200 to another', async () => {
    const url = `${server.origin}/data.json`;
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    // Another build of the same file has another time.
    utimesSync(join(site, 'data.json'), 0, 0);
    const same = await fetch(url, { headers: { 'If-None-Match': etag } });
    expect([same.status, await same.text()]).toEqual([304, '']);
    const other = await fetch(url, { headers: { 'If-None-Match': '"old"' } });
    expect(other.status).toBe(200);
  });

  it('serves only scripts under /aisle/ with a content security policy', async () => {
    const policy = async (path: string) => (await fetch(server.origin + path)).headers.get('content-security-policy');
    expect(await policy('/aisle/aisle-worker.js')).toBe(WORKER_CONTENT_SECURITY_POLICY);
    expect(await policy('/aisle/model.bin')).toBeNull();
    expect(await policy('/page.js')).toBeNull();
  });

  it('prefers the longest matching root', async () => {
    expect(await (await fetch(`${server.origin}/aisle/aisle-worker.js`)).text()).toBe('postMessage(1)');
  });

  it('adds, replaces and removes headers for the caller', async () => {
    const { headers } = await fetch(`${server.origin}/page.js`);
    expect([headers.get('x-extra'), headers.get('cache-control'), headers.get('etag')]).toEqual([
      'yes',
      'no-store',
      null,
    ]);
  });

  it('answers 404 for a missing file and a folder without slash', async () => {
    for (const path of ['/missing.js', '/list', '/aisle/']) {
      const response = await fetch(server.origin + path);
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8']);
      expect(await response.text()).toBe(`Not found: ${path}\n`);
    }
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/aisle/..%2f..%2fsecret.txt',
    '/list/../../secret.txt',
    '/page.js%00.txt',
  ])('stays inside its folders for %s', async (path) => {
    const { status, body } = await rawGet(path);
    expect(status).toBe(404);
    expect(body).not.toContain('SECRET');
  });

  it('answers 400 to malformed escapes', async () => {
    expect((await rawGet('/%zz')).status).toBe(400);
  });

  it('refuses other methods and records them with their body', async () => {
    const before = server.requests.length;
    const response = await fetch(`${server.origin}/collect?a=1`, { method: 'POST', body: 'message' });
    expect(response.status).toBe(405);
    const recorded = server.requests[before];
    expect([recorded?.method, recorded?.url, recorded?.body.toString()]).toEqual([
      'POST',
      `${server.origin}/collect?a=1`,
      'message',
    ]);
    expect(recorded?.headers.map(([name]) => name.toLowerCase())).toContain('content-length');
  });

  it('answers HEAD with headers only', async () => {
    const response = await fetch(`${server.origin}/bytes.bin`, { method: 'HEAD' });
    expect([
      response.status,
      response.headers.get('content-length'),
      (await response.arrayBuffer()).byteLength,
    ]).toEqual([200, '8', 0]);
  });
});

describe('faults', () => {
  const url = () => `${server.origin}/bytes.bin`;

  it('status: answers with the status until it is removed', async () => {
    faults.set('/bytes.bin', { kind: 'status', status: 503 });
    expect((await fetch(`${url()}?v=2`)).status).toBe(503);
    faults.clear();
    expect((await fetch(url())).status).toBe(200);
  });

  it('truncate: promises all bytes, sends some and drops the connection', async () => {
    const etag = (await fetch(url())).headers.get('etag') ?? '';
    faults.set('/bytes.bin', { kind: 'truncate', bytes: 3 });
    const response = await fetch(url(), { headers: { 'If-None-Match': etag } });
    expect(response.headers.get('content-length')).toBe('8');
    const received: number[] = [];
    const reading = (async () => {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) received.push(...chunk);
    })();
    await expect(reading).rejects.toThrow();
    expect(received).toEqual([0, 1, 2]);
  });

  it('alter: flips one bit at the offset and keeps the length', async () => {
    faults.set('/bytes.bin', { kind: 'alter', offset: 4 });
    expect([...new Uint8Array(await (await fetch(url())).arrayBuffer())]).toEqual([0, 1, 2, 3, 5, 5, 6, 7]);
  });

  it('alter: flips the bit in ranges and for cached files', async () => {
    const etag = (await fetch(url())).headers.get('etag') ?? '';
    faults.set('/bytes.bin', { kind: 'alter', offset: 4 });
    const range = await fetch(url(), { headers: { Range: 'bytes=3-', 'If-None-Match': etag } });
    expect([range.status, ...new Uint8Array(await range.arrayBuffer())]).toEqual([206, 3, 5, 5, 6, 7]);
  });

  it('alter: reports an offset outside the file', async () => {
    faults.set('/bytes.bin', { kind: 'alter', offset: 8 });
    const response = await fetch(url());
    expect([response.status, await response.text()]).toEqual([
      500,
      expect.stringContaining('outside a file of 8 bytes'),
    ]);
  });

  it('delay: sends the correct answer later', async () => {
    faults.set('/bytes.bin', { kind: 'delay', ms: 150 });
    const startMs = performance.now();
    expect((await fetch(url())).status).toBe(200);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(145);
  });

  it('hang: does not answer until close()', async () => {
    const other = await startStaticServer({ roots: [], faults: () => ({ kind: 'hang' }) });
    await expect(fetch(other.origin, { signal: AbortSignal.timeout(200) })).rejects.toThrow(/timeout/);
    const waiting = fetch(other.origin);
    waiting.catch(() => undefined);
    while (other.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await other.close();
    await expect(waiting).rejects.toThrow();
  });

  it('body: sends another body, even for a missing file', async () => {
    faults.set('/nowhere.json', { kind: 'body', body: '{"a":1}', contentType: 'application/json' });
    const response = await fetch(`${server.origin}/nowhere.json`);
    expect([response.headers.get('content-type'), await response.json()]).toEqual(['application/json', { a: 1 }]);
  });
});
