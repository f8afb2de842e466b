import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serveShop } from '@aisle/example-shop';
import { launchBrowser, type StaticServer, startStaticServer, WORKER_CONTENT_SECURITY_POLICY } from '@aisle/harness';
import type { Browser, Worker } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';

let browser: Browser;
let elsewhere: StaticServer;
const shops: StaticServer[] = [];

beforeAll(async () => {
  browser = await launchBrowser({ webgpu: 'none' });
  elsewhere = await startStaticServer({ roots: [], headers: () => ({ 'Access-Control-Allow-Origin': '*' }) });
});

afterAll(async () => {
  await browser?.close();
  for (const shop of shops) await shop.close();
  await elsewhere?.close();
});

/** Aisle's own worker, running on the example shop's home page after consent. */
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

/** Each way out of a module worker, as code that runs in it; the name is the path that it asks for. */
const WAYS_OUT: Readonly<Record<string, (url: string) => unknown>> = {
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
      // Some browsers throw at once where the policy forbids it.
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

/** Tries every way out inside the worker; the paths that another origin was asked for. */
async function pathsReached(worker: Worker): Promise<string[]> {
  const before = elsewhere.requests.length;
  for (const [name, leave] of Object.entries(WAYS_OUT)) await worker.evaluate(leave, `${elsewhere.origin}/${name}`);
  // As text: Vitest rewrites the imports that it finds in code.
  await worker.evaluate(`import(${JSON.stringify(`${elsewhere.origin}/import`)}).catch(() => undefined)`);
  return elsewhere.requests
    .slice(before)
    .map(({ url }) => new URL(url).pathname.slice(1))
    .sort();
}

test('code in the worker reaches its own origin and no other, under the policy that the worker file is served with', async () => {
  const { worker, origin } = await startWorker({});
  const manifest = await worker.evaluate(
    async (url) => (await fetch(url)).headers.get('content-type'),
    `${origin}/models/shop/manifest.json`,
  );
  expect(manifest).toBe('application/json; charset=utf-8');
  expect(await pathsReached(worker)).toEqual([]);
});

test('without that header, the same code in the same worker reaches another origin in every way that was tried', async () => {
  const { worker } = await startWorker({ 'Content-Security-Policy': '' });
  expect(await pathsReached(worker)).toEqual([...Object.keys(WAYS_OUT), 'import'].sort());
});

test('docs/concepts/privacy.md tells a shop to serve that policy', () => {
  const text = readFileSync(fileURLToPath(new URL('../../docs/concepts/privacy.md', import.meta.url)), 'utf8');
  expect(text).toContain(`\nContent-Security-Policy: ${WORKER_CONTENT_SECURITY_POLICY}\n`);
});
