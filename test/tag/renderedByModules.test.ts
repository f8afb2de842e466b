import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, type StaticServer, startStaticServer } from '@aisle/harness';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cart</title><link rel="icon" href="data:,">
<script async src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record"></script>
<script type="module" src="/cart.js"></script></head>
<body><ul data-aisle-items data-aisle-event="view_cart" data-aisle-on="load"></ul></body></html>`;

/** A module of the shop. It reports the shopper's answer and renders the rows after the page is parsed. */
const CART = `window.tagCameFirst = typeof window.aisle?.setConsent === 'function';
window.aisle.setConsent('granted');
document.querySelector('ul').innerHTML = '<li data-aisle-item="a">A</li><li data-aisle-item="b">B</li>';`;

let directory: string;
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aisle-drawn-'));
  await writeFile(join(directory, 'index.html'), PAGE);
  await writeFile(join(directory, 'cart.js'), CART);
  server = await startStaticServer({
    roots: [
      { urlPath: '/', directory },
      { urlPath: '/aisle/', directory: fileURLToPath(new URL('../../packages/sdk/dist', import.meta.url)) },
    ],
    // The tag runs first: the page is parsed, and the module is still loading.
    faults: new Map([['/cart.js', { kind: 'delay', ms: 600 }]]),
  });
  browser = await launchBrowser({ webgpu: 'none' });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(directory, { recursive: true, force: true });
});

test('items that a later module script renders are tracked', async () => {
  const page = await browser.newPage();
  await page.goto(server.origin);
  expect(await page.evaluate('window.tagCameFirst')).toBe(true);
  await expect.poll(() => page.evaluate('window.aisle.status().storedEvents')).toBe(1);
});
