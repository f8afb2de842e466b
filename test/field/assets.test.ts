import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, startStaticServer } from '@aisle/harness';
import { assetFiles, copyAssets } from '@aisle/sdk/assets';
import { type AislePluginOptions, aisle } from '@aisle/sdk/vite';
import type { Browser } from 'playwright';
import { build, createServer, type InlineConfig } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSmallRelease } from '../kit/smallRelease.js';

const dist = fileURLToPath(new URL('../../packages/sdk/dist/', import.meta.url));
let directory: string;
let app: string;
let browser: Browser;

const MAIN = `
  import { createAisle } from '@aisle/sdk';
  const base = import.meta.env.BASE_URL;
  const aisle = createAisle({ manifestUrl: base + 'model/manifest.json', worker: base + 'aisle/aisle-worker.js', automation: 'record', tier: 'light' });
  window.ready = aisle.setConsent('granted').then(() => aisle.whenReady());
`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aisle-assets-'));
  app = join(directory, 'app');
  await mkdir(join(app, 'public'), { recursive: true });
  await writeSmallRelease(join(app, 'public/model'), { itemCount: 60, seed: 1 });
  await writeFile(
    join(app, 'index.html'),
    '<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,"></head><body><script type="module" src="/main.js"></script></body></html>',
  );
  await writeFile(join(app, 'main.js'), MAIN);
  browser = await launchBrowser({ webgpu: 'none' });
});
afterAll(async () => {
  await browser?.close();
  await rm(directory, { recursive: true, force: true });
});

const configWith = (options: AislePluginOptions, more: InlineConfig = {}): InlineConfig => ({
  root: app,
  configFile: false,
  logLevel: 'error',
  plugins: [aisle(options)],
  resolve: { alias: { '@aisle/sdk': join(dist, 'index.js') } },
  ...more,
});

/** The state of the worker on a page of the app. */
async function workerState(url: string): Promise<unknown> {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    await page.waitForFunction('window.ready');
    return await page.evaluate('ready.then(({ worker, release }) => [worker, typeof release])');
  } finally {
    await page.close();
  }
}

test('copyAssets copies what a page loads by URL, and nothing else', async () => {
  const target = join(directory, 'public/aisle');
  const files = copyAssets(target);
  const found = (await readdir(target, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(found).toHaveLength(files.length);
  for (const file of [
    'aisle-worker.js',
    'aisle.js',
    'aisle-slot.js',
    'stub.js',
    'first-paint-style.js',
    'integrity.json',
  ])
    expect(files).toContain(file);
  expect(files.filter((file) => /\.map$|index\.js|\.d\.ts/.test(file))).toEqual([]);
  const chunks = (await readdir(join(dist, 'chunks'))).filter((file) => file.endsWith('.js'));
  expect(files.filter((file) => file.startsWith('chunks/')).sort()).toEqual(
    chunks.map((file) => `chunks/${file}`).sort(),
  );
});

test('without the tag, only the worker and its chunks are copied', () => {
  const target = join(directory, 'worker-only');
  expect(copyAssets(target, { tag: false }).filter((file) => !file.startsWith('chunks/'))).toEqual(['aisle-worker.js']);
  expect(existsSync(join(target, 'aisle.js'))).toBe(false);
});

test('copyAssets names a folder that cannot be written', () => {
  expect(() => copyAssets(join(app, 'main.js', 'aisle'))).toThrow(
    /could not be copied to .*main\.js\/aisle: .*Name a folder that can be written\.$/,
  );
});

test('the Vite plugin serves the worker in development', async () => {
  const server = await createServer(configWith({}, { server: { port: 0, host: '127.0.0.1' } }));
  try {
    await server.listen();
    const { port } = server.httpServer!.address() as AddressInfo;
    expect(await workerState(`http://127.0.0.1:${port}/`)).toEqual(['ready', 'string']);
    for (const file of assetFiles({ tag: false })) {
      const response = await fetch(`http://127.0.0.1:${port}/aisle/${file}`);
      expect([response.headers.get('content-type'), await response.text()]).toEqual([
        'text/javascript',
        await readFile(join(dist, file), 'utf8'),
      ]);
    }
  } finally {
    await server.close();
  }
});

test('the Vite plugin adds the files to a build with a base and a head script', async () => {
  const outDir = join(directory, 'built');
  const options = { tag: true, firstPaint: 'style', namespace: 'north' } as const;
  await build(configWith(options, { base: '/shop/', build: { outDir } }));
  for (const file of assetFiles())
    expect(await readFile(join(outDir, 'aisle', file), 'utf8')).toBe(await readFile(join(dist, file), 'utf8'));
  const html = await readFile(join(outDir, 'index.html'), 'utf8');
  const script = (await readFile(join(dist, 'first-paint-style.js'), 'utf8')).trim();
  expect(html).toContain(`<script data-namespace="north">${script}`);
  const server = await startStaticServer({ roots: [{ urlPath: '/shop/', directory: outDir }] });
  try {
    expect(await workerState(`${server.origin}/shop/index.html`)).toEqual(['ready', 'string']);
  } finally {
    await server.close();
  }
});

test('the build for a server gets no files', async () => {
  const outDir = join(directory, 'server');
  await build(configWith({}, { build: { outDir, ssr: 'main.js', copyPublicDir: false } }));
  expect(existsSync(join(outDir, 'aisle'))).toBe(false);
});
