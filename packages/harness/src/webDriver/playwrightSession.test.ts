import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../findBrowser.js';
import { type StaticServer, startStaticServer } from '../staticServer.js';
import type { BrowserSession } from './browserSession.js';
import { startPlaywrightSession } from './playwrightSession.js';

const folder = mkdtempSync(join(tmpdir(), 'aisle-session-'));
let server: StaticServer;
let session: BrowserSession;

beforeAll(async () => {
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><a href="/next.html">next</a>',
  );
  writeFileSync(join(folder, 'next.html'), '<!doctype html><link rel="icon" href="data:,">');
  server = await startStaticServer({ roots: [{ urlPath: '/', directory: folder }] });
  // The engines of the suites share this code. Chromium stands for them, because it is always there.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  session = await startPlaywrightSession(chromium, { executablePath: findBrowser()!.executablePath, args });
}, 30_000);
afterAll(async () => {
  await session.quit();
  await server.close();
  rmSync(folder, { recursive: true });
});

test('a tab clicks, waits for the URL and goes back', async () => {
  const tab = await session.openTab(`${server.origin}/`);
  await tab.click('a');
  await tab.waitForUrl(`${server.origin}/next.html`);
  await tab.back();
  expect(await tab.evaluate(() => location.pathname)).toBe('/');
  await tab.close();
});

test('tabs share storage, and functions get JSON', async () => {
  const one = await session.openTab(`${server.origin}/`);
  const two = await session.openTab(`${server.origin}/next.html`);
  await one.evaluate(({ value }) => localStorage.setItem('key', value), { value: 'shared' });
  await two.waitForFunction((value) => localStorage.getItem('key') === value, 'shared');
  expect(await two.evaluate(async () => ({ key: localStorage.getItem('key'), nothing: undefined }))).toEqual({
    key: 'shared',
  });
});

test("evaluate rejects with the page's error", async () => {
  const tab = await session.openTab(`${server.origin}/`);
  const failing = tab.evaluate(() => {
    throw new TypeError('x is not a list');
  });
  await expect(failing).rejects.toThrow('In the page: TypeError: x is not a list');
});
