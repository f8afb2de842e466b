import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, type StaticServer, startStaticServer } from '@aisle/harness';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeSmallRelease } from '../kit/smallRelease.js';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
let directory: string;
let server: StaticServer;
let browser: Browser;
let page: Page;
const lines: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aisle-hooks-'));
  await writeSmallRelease(join(directory, 'model'), { itemCount: 60, seed: 1 });
  await build({
    entryPoints: [fileURLToPath(new URL('hooks.tsx', import.meta.url))],
    outfile: join(directory, 'site/hooks.js'),
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    alias: {
      '@aisle/sdk/decide': join(packages, 'sdk/dist/plugins/decide.js'),
      '@aisle/sdk': join(packages, 'sdk/dist/index.js'),
      '@aisle/react': join(packages, 'react/dist/index.js'),
    },
    // React's development build runs effects twice in StrictMode.
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  await writeFile(
    join(directory, 'site/index.html'),
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"><div id="root"></div><script type="module" src="hooks.js"></script></html>',
  );
  server = await startStaticServer({
    roots: [
      { urlPath: '/aisle/', directory: join(packages, 'sdk/dist') },
      { urlPath: '/model/', directory: join(directory, 'model') },
      { urlPath: '/', directory: join(directory, 'site') },
    ],
  });
  browser = await launchBrowser({ webgpu: 'none' });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  lines.length = 0;
  page = await (await browser.newContext()).newPage();
  page.on('console', (message) => message.text().startsWith('[aisle]') && lines.push(message.text()));
  page.on('pageerror', (error) => lines.push(String(error)));
});
afterEach(() => page.context().close());

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const stored = () =>
  page.evaluate(async () =>
    (await window.visitor.export()).events.map(
      (event) => `${event.type} ${'items' in event && event.items[0]?.item_id}`,
    ),
  );
const waitForStored = (count: number) =>
  page.waitForFunction((count) => window.visitor?.status().storedEvents === count, count);

test('lists that load, or cannot be read, come back as given', async () => {
  await page.goto(`${server.origin}/index.html?lists`);
  expect(await page.locator('#loading').innerText()).toBe('invalid-items');
  expect(await page.locator('#broken').innerText()).toBe('item-1 item-2 invalid-items');
  await press('Load');
  expect(await page.locator('#loading').innerText()).toBe('item-1 item-2 item-3 no-provider');
});

test('each cause is on the console once', async () => {
  await page.goto(`${server.origin}/index.html?lists`);
  await press('Load');
  await page.getByText('item-3').waitFor();
  // StrictMode runs the effect of the broken list twice.
  expect([...new Set(lines)].sort()).toEqual([
    '[aisle] A hook of @aisle/react found no AisleProvider above its component, so it records and ranks nothing. Put AisleProvider around your app.',
    '[aisle] useRerank: itemId failed: no catalogue.',
  ]);
  expect(lines.filter((line) => line.includes('AisleProvider'))).toHaveLength(1);
});

test.each(['external', 'owned'])('StrictMode stores a view on mount once, with an %s instance', async (kind) => {
  await page.goto(`${server.origin}/index.html?${kind}`);
  await waitForStored(1);
  expect(await stored()).toEqual(['view_item item-1']);
  await press('Next product');
  await waitForStored(2);
  expect(await stored()).toEqual(['view_item item-1', 'view_item item-2']);
});

test('two equal events of one click are both stored', async () => {
  await page.goto(`${server.origin}/index.html?external`);
  await waitForStored(1);
  await press('Two into the cart');
  await waitForStored(3);
  expect(await stored()).toEqual(['view_item item-1', 'add_to_cart item-1', 'add_to_cart item-1']);
});
