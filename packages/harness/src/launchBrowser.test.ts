import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LaunchBrowserOptions, launchBrowser, launchPersistentBrowser } from './launchBrowser.js';
import { type StaticServer, startStaticServer } from './staticServer.js';

const folder = mkdtempSync(join(tmpdir(), 'aisle-launch-'));
let server: StaticServer;

/** The result of requestAdapter() as text. The same source runs in the window and in the worker. */
const ADAPTER_SOURCE = `(async () => {
  const adapter = navigator.gpu ? await navigator.gpu.requestAdapter() : null;
  return adapter === null ? 'none' : adapter.info.architecture;
})()`;

beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><p>page');
  writeFileSync(join(folder, 'worker.js'), `${ADAPTER_SOURCE}.then(postMessage)`);
  server = await startStaticServer({ roots: [{ urlPath: '/', directory: folder }] });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function adapters(options: LaunchBrowserOptions): Promise<{ window: unknown; worker: unknown }> {
  const browser = await launchBrowser(options);
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    const window = await page.evaluate(ADAPTER_SOURCE);
    const worker = await page.evaluate(
      () =>
        new Promise((resolve) => new Worker('/worker.js').addEventListener('message', (event) => resolve(event.data))),
    );
    return { window, worker };
  } finally {
    await browser.close();
  }
}

describe('WebGPU modes', { timeout: 30_000 }, () => {
  it('swiftshader gives windows and workers an adapter', async () => {
    expect(await adapters({ webgpu: 'swiftshader' })).toEqual({ window: 'swiftshader', worker: 'swiftshader' });
  });

  it('none gives no adapter, even with flags for one', async () => {
    // These flags replace a GPU: without 'none' they give an adapter on every machine, as the test above shows.
    const args = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
    expect(await adapters({ webgpu: 'none', args })).toEqual({ window: 'none', worker: 'none' });
  });

  it('default starts a browser without GPU flags', async () => {
    const browser = await launchBrowser({ webgpu: 'default' });
    const page = await browser.newPage();
    await page.goto(server.origin);
    expect(await page.evaluate(() => [isSecureContext, 'gpu' in navigator])).toEqual([true, true]);
    await browser.close();
  });
});

it('keeps a persistent profile across a restart', { timeout: 30_000 }, async () => {
  const userDataDir = join(folder, 'profile');
  const open = async (use: (context: BrowserContext) => Promise<unknown>): Promise<unknown> => {
    const context = await launchPersistentBrowser({ webgpu: 'none', userDataDir });
    try {
      return await use(context);
    } finally {
      await context.close();
    }
  };
  const inPage = (expression: string) => async (context: BrowserContext) => {
    const page = await context.newPage();
    await page.goto(server.origin);
    return page.evaluate(expression);
  };
  await open(inPage(`localStorage.setItem('kept', 'yes')`));
  expect(await open(inPage(`localStorage.getItem('kept')`))).toBe('yes');
});
