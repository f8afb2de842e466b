import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serveShop } from '@aisle/example-shop';
import { launchBrowser, type StaticServer, startStaticServer, WORKER_CONTENT_SECURITY_POLICY } from '@aisle/harness';
import type { Browser, Worker } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';

let browser: Browser;
let otherServer: StaticServer;
const shops: StaticServer[] = [];

beforeAll(async () => {
  browser = await launchBrowser({ webgpu: 'none' });
  otherServer = await startStaticServer({ roots: [], headers: () => ({ 'Access-Control-Allow-Origin': '*' }) });
});

afterAll(async () => {
  await browser?.close();
  for (const shop of shops) await shop.close();
  await otherServer?.close();
});

/** Starts Aisle's worker on a page of the example shop, after consent. */
async function startWorker(
  workerHeaders: Readonly<Record<string, string>>,
): Promise<{ worker: Worker; origin: string }> {
  const shop = await serveShop({
    tagAttributes: { 'data-automation': 'record' },
    headers: (urlPath) => (urlPath === '/aisle/aisle-worker.js' ? workerHeaders : {}),
  });
  shops.push(shop);
  const page = await browser.newPage();
  await page.goto(`${shop.origin}/privacy.html`);
  const [worker] = await Promise.all([
    page.waitForEvent('worker'),
    page.getByRole('button', { name: 'Allow it' }).click(),
  ]);
  return { worker, origin: shop.origin };
}

/** Each network API of a module worker, as code that runs in it. The name is the requested path. */
const NETWORK_APIS: Readonly<Record<string, (url: string) => unknown>> = {
  fetch: (url) => fetch(url, { mode: 'no-cors' }).catch(() => undefined),
  'fetch-post': (url) =>
    fetch(url, { method: 'POST', mode: 'no-cors', keepalive: true, body: 'history' }).catch(() => undefined),
  'xml-http-request': (url) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.onloadend = resolve;
      request.open('GET', url);
      request.send();
    }),
  'event-source': (url) =>
    new Promise((resolve) => {
      new EventSource(url).onerror = resolve;
    }),
  'web-socket': (url) =>
    new Promise((resolve) => {
      // Some browsers throw if the policy forbids it.
      try {
        new WebSocket(url.replace('http', 'ws')).onerror = resolve;
      } catch {
        resolve(undefined);
      }
    }),
  worker: (url) =>
    new Promise((resolve) => {
      const source = URL.createObjectURL(
        new Blob([`fetch(${JSON.stringify(url)}, { mode: 'no-cors' }).finally(() => postMessage(0))`]),
      );
      try {
        const nested = new Worker(source);
        nested.onerror = resolve;
        nested.onmessage = resolve;
      } catch {
        resolve(undefined);
      }
    }),
};

/** Calls every network API inside the worker. Returns the paths that reached another origin. */
async function reachedPaths(worker: Worker): Promise<string[]> {
  const before = otherServer.requests.length;
  for (const [name, sendRequest] of Object.entries(NETWORK_APIS))
    await worker.evaluate(sendRequest, `${otherServer.origin}/${name}`);
  // As a string, because Vitest rewrites imports in code.
  await worker.evaluate(`import(${JSON.stringify(`${otherServer.origin}/import`)}).catch(() => undefined)`);
  return otherServer.requests
    .slice(before)
    .map(({ url }) => new URL(url).pathname.slice(1))
    .sort();
}

test("the worker reaches only its own origin under the worker file's policy", async () => {
  const { worker, origin } = await startWorker({});
  const manifest = await worker.evaluate(
    async (url) => (await fetch(url)).headers.get('content-type'),
    `${origin}/models/shop/manifest.json`,
  );
  expect(manifest).toBe('application/json');
  expect(await reachedPaths(worker)).toEqual([]);
});

test('without that policy, every network API reaches another origin', async () => {
  const { worker } = await startWorker({ 'Content-Security-Policy': '' });
  expect(await reachedPaths(worker)).toEqual([...Object.keys(NETWORK_APIS), 'import'].sort());
});

test('docs/concepts/privacy.md documents that policy', () => {
  const text = readFileSync(fileURLToPath(new URL('../../docs/concepts/privacy.md', import.meta.url)), 'utf8');
  expect(text).toContain(`\nContent-Security-Policy: ${WORKER_CONTENT_SECURITY_POLICY}\n`);
});
