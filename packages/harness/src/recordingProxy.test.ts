import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, proxySettings } from './launchBrowser.js';
import { type RecordingProxy, startRecordingProxy } from './recordingProxy.js';
import type { ServerFault } from './serverFault.js';
import { type StaticServer, startStaticServer } from './staticServer.js';

const folder = mkdtempSync(join(tmpdir(), 'aisle-proxy-'));
const faults = new Map<string, ServerFault>();
let proxy: RecordingProxy;
let server: StaticServer;

beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:,"><p>shop');
  writeFileSync(join(folder, 'pic.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
  writeFileSync(join(folder, 'worker.js'), `fetch('/from-worker.json').then((r) => r.text()).then(postMessage)`);
  writeFileSync(join(folder, 'from-worker.json'), '"worker data"');
  writeFileSync(join(folder, 'from-page.json'), '"page data"');
  writeFileSync(join(folder, 'eight.bin'), '01234567');
  server = await startStaticServer({ roots: [{ urlPath: '/', directory: folder }], faults });
  proxy = await startRecordingProxy();
});
beforeEach(() => {
  faults.clear();
  proxy.clear();
});
afterAll(async () => {
  await proxy.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Sends a request through the proxy, with the absolute URL as request target. */
function throughProxy(
  url: string,
  method = 'GET',
  body = '',
): Promise<{ status: number; body: string; complete: boolean }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(proxy.url);
    const headers = { Host: new URL(url).host, 'X-Marker': 'Mixed Case', 'Proxy-Connection': 'keep-alive' };
    httpRequest({ hostname, port, path: url, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', () => undefined);
      response.on('close', () =>
        resolve({ status: response.statusCode ?? 0, body: text, complete: response.complete }),
      );
    })
      .on('error', reject)
      .end(body);
  });
}

/** Resolves with the proxy's answer to a CONNECT and the data from the tunnel. */
function connectThroughProxy(target: string, then = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1', () =>
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      if (text === '') socket.write(then);
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
}

describe('with plain HTTP requests', () => {
  it('forwards to localhost and records the original request', async () => {
    expect(await throughProxy(`${server.origin}/from-page.json?q=1`)).toEqual({
      status: 200,
      body: '"page data"',
      complete: true,
    });
    expect(proxy.requests).toHaveLength(1);
    expect([proxy.requests[0]?.method, proxy.requests[0]?.url]).toEqual(['GET', `${server.origin}/from-page.json?q=1`]);
    expect(proxy.requests[0]?.headers.slice(0, 3)).toEqual([
      ['Host', new URL(server.origin).host],
      ['X-Marker', 'Mixed Case'],
      ['Proxy-Connection', 'keep-alive'],
    ]);
    const seenByServer = server.requests.at(-1)?.headers ?? [];
    expect(seenByServer).toContainEqual(['X-Marker', 'Mixed Case']);
    expect(seenByServer.map(([name]) => name)).not.toContain('Proxy-Connection');
  });

  it('records and forwards a body', async () => {
    expect((await throughProxy(`${server.origin}/collect`, 'POST', 'message')).status).toBe(405);
    expect(proxy.requests[0]?.body.toString()).toBe('message');
    expect(server.requests.at(-1)?.body.toString()).toBe('message');
  });

  it('records a request to another host and answers 502', async () => {
    const answer = await throughProxy('http://collector.example/c', 'POST', 'secret');
    expect([answer.status, answer.body]).toEqual([
      502,
      'This proxy forwards to localhost only, not to collector.example\n',
    ]);
    expect([proxy.requests[0]?.url, proxy.requests[0]?.body.toString()]).toEqual([
      'http://collector.example/c',
      'secret',
    ]);
  });

  it('records each CONNECT and refuses it for other hosts', async () => {
    expect(await connectThroughProxy('collector.example:443')).toMatch(/^HTTP\/1\.1 403 /);
    const { port } = new URL(server.origin);
    const answer = await connectThroughProxy(
      `localhost:${port}`,
      'GET /from-page.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"page data"');
    expect(proxy.requests.map(({ method, url }) => [method, url])).toEqual([
      ['CONNECT', 'collector.example:443'],
      ['CONNECT', `localhost:${port}`],
    ]);
  });

  it('forwards an incomplete answer, and answers 502 for a closed port', async () => {
    faults.set('/eight.bin', { kind: 'truncate', bytes: 3 });
    expect(await throughProxy(`${server.origin}/eight.bin`)).toEqual({ status: 200, body: '012', complete: false });
    const closed = await startStaticServer({ roots: [] });
    await closed.close();
    expect((await throughProxy(`${closed.origin}/`)).status).toBe(502);
  });

  it('answers 400 to a direct request', async () => {
    expect((await fetch(proxy.url)).status).toBe(400);
  });
});

describe('with Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser({ webgpu: 'none' });
  }, 30_000);
  afterAll(() => browser.close());

  async function openPage(): Promise<Page> {
    const context = await browser.newContext({ proxy: proxySettings(proxy.url) });
    const page = await context.newPage();
    await page.goto(server.origin);
    return page;
  }

  it('records the requests of page, image, beacon and worker only', {
    timeout: 30_000,
  }, async () => {
    const page = await openPage();
    const answers = await page.evaluate(async () => {
      const fromPage = await (await fetch('/from-page.json')).text();
      const image = new Image();
      image.src = '/pic.svg';
      await image.decode();
      navigator.sendBeacon('/beacon', 'beacon body');
      const worker = new Worker('/worker.js');
      const fromWorker = await new Promise((resolve) =>
        worker.addEventListener('message', (event) => resolve(event.data)),
      );
      return [fromPage, fromWorker];
    });
    expect(answers).toEqual(['"page data"', '"worker data"']);
    const seen = () => proxy.requests.map(({ method, url }) => `${method} ${url.replace(server.origin, '')}`);
    await expect.poll(seen).toContain('POST /beacon');
    expect(seen().sort()).toEqual([
      'GET /',
      'GET /from-page.json',
      'GET /from-worker.json',
      'GET /pic.svg',
      'GET /worker.js',
      'POST /beacon',
    ]);
    const beacon = proxy.requests.find(({ method }) => method === 'POST');
    await expect.poll(() => beacon?.body.toString()).toBe('beacon body');
    await page.context().close();
  });

  it('records and refuses requests to other hosts, plain and TLS', {
    timeout: 30_000,
  }, async () => {
    const page = await openPage();
    const outcomes = await page.evaluate(async () => {
      const clear = await fetch('http://collector.example/c', { method: 'POST', mode: 'no-cors', body: 'x' }).then(
        (response) => response.type,
        () => 'failed',
      );
      const tls = await fetch('https://collector.example/c', { mode: 'no-cors' }).then(
        () => 'answered',
        () => 'failed',
      );
      return [clear, tls];
    });
    expect(outcomes).toEqual(['opaque', 'failed']);
    const seen = proxy.requests.map(({ method, url }) => `${method} ${url}`);
    expect(seen).toContain('POST http://collector.example/c');
    expect(seen).toContain('CONNECT collector.example:443');
    await page.context().close();
  });

  it('records localhost requests of a browser launched with the proxy', { timeout: 30_000 }, async () => {
    const proxied = await launchBrowser({ webgpu: 'none', proxyUrl: proxy.url });
    const page = await proxied.newPage();
    await page.goto(`${server.origin}/?launched`);
    await proxied.close();
    expect(proxy.requests.map(({ url }) => url)).toContain(`${server.origin}/?launched`);
  });
});
