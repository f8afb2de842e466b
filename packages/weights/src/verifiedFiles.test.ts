import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sha256Hex } from './sha256.js';
import type { Shard } from './shard.js';
import { CACHE_NAME, TestCdn } from './testing/testCdn.js';
import type { VerifiedFiles } from './verifiedFiles.js';

const URL = 'https://shop.example/weights/files/items.bin';
/** Larger than the minimum size of a stored part. */
const CONTENT = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);

let cdn: TestCdn;
let files: VerifiedFiles;
let shard: Shard;
beforeEach(async () => {
  cdn = new TestCdn();
  cdn.files.set(URL, CONTENT);
  ({ files } = cdn.sources());
  shard = { file: 'items.bin', bytes: CONTENT.length, sha256: await sha256Hex(CONTENT) };
});

/** Buffer.compare, because Vitest compares large arrays slowly. */
const isContent = (bytes: Uint8Array | undefined) => Buffer.compare(bytes!, CONTENT) === 0;

/** A body that delivers these chunks and then fails. */
const broken = (...chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.error(new Error('connection reset'));
    },
  });

describe('fetch', () => {
  test('verifies and stores a file', async () => {
    expect(isContent(await files.fetch(URL, shard))).toBe(true);
    expect([...cdn.caches.files.keys()]).toEqual([URL]);
    expect(isContent(await files.cachedFile(URL, shard))).toBe(true);
  });

  test('sends no credentials or referrer and follows no redirect', async () => {
    let sent: RequestInit = {};
    cdn.answer = (_, init) => ((sent = init), undefined);
    await files.fetch(URL, shard);
    expect(sent).toMatchObject({
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'manual',
      cache: 'no-store',
    });
  });

  test('refuses altered bytes and does not store them', async () => {
    cdn.files.set(URL, CONTENT.with(5, 9));
    await expect(files.fetch(URL, shard)).rejects.toMatchObject({
      code: 'shard-corrupt',
      details: { url: URL, expectedBytes: 100_000 },
    });
    expect(cdn.caches.files.size).toBe(0);
  });

  test('refuses a file that is longer than listed', async () => {
    cdn.files.set(URL, Uint8Array.of(...CONTENT, 1));
    await expect(files.fetch(URL, shard)).rejects.toThrow('expected 100000 bytes, found 100001');
  });

  test('resumes after a broken connection', async () => {
    cdn.answer = (_, { headers }) =>
      headers && 'Range' in headers
        ? new Response(CONTENT.slice(40_000), { status: 206 })
        : new Response(broken(CONTENT.slice(0, 40_000)));
    expect(isContent(await files.fetch(URL, shard))).toBe(true);
    expect(cdn.requests).toEqual(['items.bin', 'items.bin bytes=40000-']);
  });

  test('resumes the download of an earlier page', async () => {
    cdn.answer = () => new Response(broken(CONTENT.slice(0, 70_000)));
    await expect(files.fetch(URL, shard)).rejects.toMatchObject({ code: 'shard-unreachable' });
    cdn.answer = () => new Response(CONTENT.slice(70_000), { status: 206 });
    cdn.requests.length = 0;
    expect(isContent(await cdn.sources().files.fetch(URL, shard))).toBe(true);
    expect(cdn.requests).toEqual(['items.bin bytes=70000-']);
    expect([...cdn.caches.files.keys()]).toEqual([URL]);
  });

  test('fetches the whole file if the stored part is wrong', async () => {
    await (await cdn.caches.open(CACHE_NAME)).put(`${URL}.aisle-part`, new Response(new Uint8Array(70_000)));
    cdn.answer = (_, { headers }) =>
      headers && 'Range' in headers ? new Response(CONTENT.slice(70_000), { status: 206 }) : undefined;
    expect(isContent(await files.fetch(URL, shard))).toBe(true);
    expect(cdn.requests).toEqual(['items.bin bytes=70000-', 'items.bin']);
  });

  test('an error of the server has its status', async () => {
    await expect(files.fetch(`${URL}x`, shard)).rejects.toMatchObject({
      code: 'shard-unreachable',
      details: { status: 404 },
    });
  });

  test('an aborted signal ends the download and stores nothing', async () => {
    const stop = new AbortController();
    let cancelled = false;
    cdn.answer = (_, { signal }) => {
      signal!.addEventListener('abort', () => (cancelled = true));
      // The first chunk is large enough for a stored part.
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          stop.abort();
          controller.enqueue(CONTENT.slice(0, 70_000));
          controller.error(new Error('aborted'));
        },
      });
      return new Response(body);
    };
    await expect(files.fetch(URL, shard, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect([cancelled, cdn.requests, cdn.caches.writes]).toEqual([true, ['items.bin'], []]);
  });
});

describe('from a slow server', () => {
  /** Sends the start of the file at once, then one byte in each second of the test's clock. */
  async function startServer(start: number) {
    const ranges: (string | undefined)[] = [];
    const server = createServer(({ headers }, response) => {
      ranges.push(headers.range);
      const from = Number(/\d+/.exec(headers.range ?? '0')![0]);
      response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': CONTENT.length - from });
      if (ranges.length > 1) return void response.end(CONTENT.subarray(from));
      let sent = start;
      response.write(CONTENT.subarray(0, start));
      const timer = setInterval(() => {
        response.write(CONTENT.subarray(sent, sent + 1));
        sent += 1;
        cdn.clock.advance(1000);
      }, 2);
      response.on('close', () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/items.bin`;
    return { server, url, ranges };
  }

  test('a download ends with its reason, and the next page continues it', async () => {
    cdn.answer = (url, init) => fetch(url, init);
    const { server, url, ranges } = await startServer(70_000);
    try {
      await expect(files.fetch(url, shard)).rejects.toMatchObject({
        code: 'download-slow',
        message: expect.stringContaining(`${url} is too slow: `),
      });
      expect(isContent(await cdn.sources().files.fetch(url, shard))).toBe(true);
      expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=7\d{4}-$/)]);
      expect(cdn.clock.pendingTimers).toBe(0);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('cachedFile', () => {
  test('a larger file in the cache is not read', async () => {
    await files.fetch(URL, shard);
    const reads = [Blob.prototype, Response.prototype].map((body) => vi.spyOn(body, 'arrayBuffer'));
    cdn.caches.files.set(URL, new Uint8Array(CONTENT.length + 1));
    expect(await files.cachedFile(URL, shard)).toBeUndefined();
    for (const read of reads) {
      expect(read).not.toHaveBeenCalled();
      read.mockRestore();
    }
  });

  test('a file altered in the cache is ignored', async () => {
    await files.fetch(URL, shard);
    cdn.caches.files.set(URL, CONTENT.with(0, 77));
    expect(await files.cachedFile(URL, shard)).toBeUndefined();
  });
});

describe('fetchJson', () => {
  test('fetches from the server each time', async () => {
    cdn.files.set(URL, new TextEncoder().encode('{"a":1}'));
    expect(await files.fetchJson(URL)).toEqual({ text: '{"a":1}', json: { a: 1 } });
    await files.fetchJson(URL);
    expect([cdn.requests.length, cdn.caches.files.size]).toEqual([2, 0]);
  });

  test('refuses invalid JSON', async () => {
    cdn.files.set(URL, new TextEncoder().encode('<html>'));
    await expect(files.fetchJson(URL)).rejects.toMatchObject({
      code: 'manifest-invalid',
      message: expect.stringContaining('"<html>"'),
    });
  });
});

test('fetchUpTo stops one byte above the limit', async () => {
  expect((await files.fetchUpTo(URL, 10)).length).toBe(11);
});
