import { createDecipheriv } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveShop, sessionKey } from '@aisle/example-shop';
import { launchPersistentBrowser } from '@aisle/harness';
import type { Plugin } from '@aisle/sdk';
import type { BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exported, predict, rawRows, startAisle, track, view } from '../kit/aislePage.js';
import { documentOf, SDK_SCRIPT, type ServedAisle, serveAisle } from '../kit/serveAisle.js';

/** What the shopper typed. The words are in no file of the test's site. */
const SEARCH_TERM = 'zanzibar quokka lantern';
const ITEM_NAME = 'Marzipan Velociraptor 4711';
const ENCRYPTION =
  '<script type="module">import { encryption } from "/aisle/plugins/encryption.js"; window.encryption = encryption;</script>';
/** 40 bytes after the version. */
const WRAPPED_KEY = [1, 41] as const;

const faults: ServedAisle['faults'] = new Map();
const headers: ServedAisle['headers'] = new Map();
let site: ServedAisle;
const folders: string[] = [];

beforeAll(async () => {
  site = await serveAisle(faults, headers);
});
afterAll(async () => {
  await site.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** Uses a browser with a new profile, and closes it. @returns the profile's folder and what `use` returned */
async function inProfile<T>(use: (context: BrowserContext) => Promise<T>): Promise<{ profile: string; result: T }> {
  const profile = await mkdtemp(join(tmpdir(), 'aisle-profile-'));
  folders.push(profile);
  const context = await launchPersistentBrowser({ webgpu: 'none', userDataDir: profile });
  const result = await use(context);
  await context.close();
  return { profile, result };
}

/** The contents of all files of a profile. */
async function filesOf(profile: string): Promise<{ readonly path: string; readonly bytes: Buffer }[]> {
  const files: { path: string; bytes: Buffer }[] = [];
  for (const path of await readdir(profile, { recursive: true })) {
    const found = await stat(join(profile, path)).catch(() => undefined);
    if (found?.isFile()) files.push({ path, bytes: await readFile(join(profile, path)) });
  }
  expect(files.length).toBeGreaterThan(20);
  return files;
}

/** The files that contain one of these texts or bytes. Browsers store texts in one or two bytes a character. */
async function filesWith(profile: string, ...wanted: readonly (string | Buffer)[]): Promise<string[]> {
  const needles = wanted.flatMap((text) =>
    typeof text === 'string' ? [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')] : [text],
  );
  const files = await filesOf(profile);
  return files.filter(({ bytes }) => needles.some((needle) => bytes.includes(needle))).map(({ path }) => path);
}

/** Whether 32 consecutive bytes of the profile's databases unwrap this data key (RFC 3394). */
async function hasKeyFor(profile: string, wrapped: Buffer): Promise<boolean> {
  const files = (await filesOf(profile)).filter(({ path }) => path.includes('IndexedDB'));
  expect(files.length).toBeGreaterThan(0);
  const unwraps = (key: Buffer) => {
    const decipher = createDecipheriv('id-aes256-wrap', key, Buffer.alloc(8, 0xa6));
    try {
      decipher.update(wrapped);
      decipher.final();
      return true;
    } catch {
      return false;
    }
  };
  return files.some(({ bytes }) => {
    for (let i = 0; i + 32 <= bytes.length; i++) if (unwraps(bytes.subarray(i, i + 32))) return true;
    return false;
  });
}

/** Records what only the shopper knows. */
async function record(page: Page): Promise<void> {
  await track(page, { type: 'search', search_term: SEARCH_TERM });
  await track(page, { type: 'view_item', items: [{ item_id: 'item-7', item_name: ITEM_NAME }] });
  await view(page, 1, 2);
}

async function openPage(context: BrowserContext, head = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(site.addPage(documentOf(SDK_SCRIPT + head)));
  return page;
}

/** The wrapped data key of the latest row. */
async function wrappedKeyOf(page: Page): Promise<Buffer> {
  const row = (await rawRows(page)).at(-1) as { encrypted: Record<number, number> };
  return Buffer.from(Object.values(row.encrypted)).subarray(...WRAPPED_KEY);
}

test('without encryption, an erase leaves search terms in the files', async () => {
  const { profile, result } = await inProfile(async (context) => {
    const page = await openPage(context);
    await startAisle(page);
    await record(page);
    return page.evaluate(async () => (await window.visitor.erase()).history);
  });
  expect(result).toMatchObject({ events: 4, databaseDeleted: true, mayRemainInFiles: true });
  const found = await filesWith(profile, SEARCH_TERM, ITEM_NAME);
  expect(found.filter((path) => path.includes('IndexedDB'))).not.toEqual([]);
});

test("with the browser's key, the files contain rows and key", async () => {
  const { profile, result } = await inProfile(async (context) => {
    const page = await openPage(context);
    await startAisle(page, { encrypted: true });
    await record(page);
    const wrapped = await wrappedKeyOf(page);
    await page.evaluate(() => window.visitor.erase());
    return wrapped;
  });
  expect(await filesWith(profile, SEARCH_TERM, ITEM_NAME)).toEqual([]);
  expect(await filesWith(profile, result)).not.toEqual([]);
  expect(await hasKeyFor(profile, result)).toBe(true);
});

test("with the shop's key, nothing in the files can be read", async () => {
  const key = sessionKey(Buffer.alloc(32, 3), 'customer 7');
  faults.set('/session-key', { kind: 'body', body: key, contentType: 'text/plain' });
  headers.set('/session-key', { 'Cache-Control': 'no-store' });
  const start = async (page: Page) => {
    await page.waitForFunction(() => 'sdk' in window && 'encryption' in window);
    await page.evaluate(async () => {
      const { encryption } = window as unknown as { encryption(options: { key: Promise<BufferSource> }): Plugin };
      const fetchKey = async () => {
        const text = await (await fetch('/session-key')).text();
        return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      };
      window.visitor = window.sdk.createAisle({
        manifestUrl: '/model/manifest.json',
        worker: '/aisle/aisle-worker.js',
        automation: 'record',
        tier: 'light',
        plugins: [encryption({ key: fetchKey() })],
      });
      await window.visitor.setConsent('granted');
      await window.visitor.whenReady();
    });
  };
  const { profile, result } = await inProfile(async (context) => {
    const page = await openPage(context, ENCRYPTION);
    await start(page);
    await record(page);
    const before = { events: await exported(page), predicted: (await predict(page)).items };
    const wrapped = await wrappedKeyOf(page);
    // The next page gets the same key, and its worker reads the history.
    await page.reload();
    await start(page);
    expect({ events: await exported(page), predicted: (await predict(page)).items }).toEqual(before);
    expect(before.predicted).toHaveLength(10);
    expect(before.events).toHaveLength(4);
    // A page without the key, such as the next person's.
    const other = await openPage(context);
    await startAisle(other, { encrypted: true });
    expect([await exported(other), (await predict(other)).reason]).toEqual([[], 'cold-start']);
    await page.evaluate(() => window.visitor.erase());
    return wrapped;
  });
  const bytes = Buffer.from(key, 'base64');
  const found = await filesWith(profile, SEARCH_TERM, ITEM_NAME, key, bytes, bytes.toString('hex'));
  expect(found).toEqual([]);
  expect(await filesWith(profile, result)).not.toEqual([]);
  expect(await hasKeyFor(profile, result)).toBe(false);
});

test('Clear-Site-Data removes the files of the history', async () => {
  faults.set('/clear', { kind: 'body', body: '', contentType: 'text/plain' });
  headers.set('/clear', { 'Clear-Site-Data': '"storage"', 'Cache-Control': 'no-store' });
  const { profile } = await inProfile(async (context) => {
    const page = await openPage(context);
    await startAisle(page);
    await record(page);
    await page.evaluate(() => window.visitor.setConsent('denied'));
    await page.evaluate(() => fetch('/clear', { method: 'POST' }).then((response) => response.text()));
  });
  expect(await filesWith(profile, SEARCH_TERM, ITEM_NAME)).toEqual([]);
});

test('the example shop clears the storage at a withdrawal, and keeps its cart', async () => {
  const shop = await serveShop({ tagAttributes: { 'data-automation': 'record' } });
  try {
    const { profile } = await inProfile(async (context) => {
      const page = await context.newPage();
      await page.goto(`${shop.origin}/privacy.html`);
      await page.getByRole('button', { name: 'Allow it' }).click();
      await page.goto(`${shop.origin}/search.html?q=${encodeURIComponent(SEARCH_TERM)}`);
      await page.waitForFunction(
        () => (window as unknown as { aisle: typeof window.visitor }).aisle.status?.().storage === 'device',
      );
      await page.evaluate(() => localStorage.setItem('shop-cart', '[]'));
      await page.goto(`${shop.origin}/privacy.html`);
      await page.getByRole('button', { name: 'Withdraw consent' }).click();
      await expect.poll(() => shop.requests.filter(({ url }) => url.endsWith('/clear-storage')).length).toBe(1);
      await expect
        .poll(() => page.evaluate(() => ({ ...localStorage })))
        .toEqual({ 'shop-cart': '[]', 'shop-consent': '"denied"' });
      expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
    });
    const found = (await filesOf(profile)).filter(({ path }) => path.includes('IndexedDB'));
    expect(found.filter(({ bytes }) => bytes.includes(SEARCH_TERM))).toEqual([]);
  } finally {
    await shop.close();
  }
});
