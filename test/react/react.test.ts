import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, startStaticServer, type StaticServer } from '@aisle/harness';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeSmallRelease, type SmallRelease } from '../kit/smallRelease.js';
import { buildSite } from './buildSite.js';
import type {} from './page.js';

let directory: string;
let release: SmallRelease;
let server: StaticServer;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aisle-react-'));
  await buildSite(join(directory, 'site'));
  release = await writeSmallRelease(join(directory, 'model'), { itemCount: 40, seed: 7 });
  server = await startStaticServer({
    roots: [
      { urlPath: '/', directory: join(directory, 'site') },
      { urlPath: '/model/', directory: join(directory, 'model') },
      { urlPath: '/aisle/', directory: fileURLToPath(new URL('../../packages/sdk/dist', import.meta.url)) },
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
  complaints.length = 0;
  const context = await browser.newContext();
  page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
});

afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

const itemIds = (first: number, count = 12) => Array.from({ length: count }, (_, i) => `item-${first + i}`);
const press = (name: string) => page.getByRole('button', { name }).click();
const reasonIs = (reason: string) => page.locator(`ol[data-reason="${reason}"]`).waitFor();
const isRanked = () => page.locator('ol[data-ranked="true"]').waitFor();
const shown = async () => (await page.locator('li').allInnerTexts()).map((text) => text.split(' ')[0]);
const commits = () => page.evaluate(() => window.commits!);
const track = () =>
  page.evaluate(() => window.visit.track({ type: 'view_item', items: [{ item_id: 'item-3' }] }));
const storedIs = (count: number) => page.getByText(`granted, ${count} stored`).waitFor();

/** The engine's own order, asked for without React. */
const engineOrder = (ids: string[]) =>
  page.evaluate(async (given) => (await window.visit.aisle!.rerank(given, { deadlineMs: 30_000 })).items, ids);

/** Agrees and views an item: from then on there is a history to rank by. */
async function visit(): Promise<void> {
  await press('Agree');
  await reasonIs('cold-start');
  await press('View item-3');
  await storedIs(1);
}

test('under StrictMode, a list keeps its order until there is consent and a history; then the next list is ranked', async () => {
  await page.goto(server.origin);
  await reasonIs('no-consent');
  expect(await shown()).toEqual(itemIds(1));
  expect(page.workers()).toHaveLength(0);

  await visit();
  expect(await shown()).toEqual(itemIds(1));
  await press('Next items');
  await isRanked();
  const ranked = await shown();
  expect(ranked).not.toEqual(itemIds(13));
  expect([...ranked].sort()).toEqual(itemIds(13).sort());
  expect(ranked).toEqual(await engineOrder(itemIds(13)));
  const ofThisList = (await commits()).filter(({ items }) => items.includes('item-13'));
  expect(ofThisList[0]).toMatchObject({ items: itemIds(13), ranked: false, reason: 'pending' });
  expect(ofThisList.at(-1)).toEqual({ items: ranked, ranked: true, reason: undefined, release: release.releaseId, tier: 'light' });
  expect(page.workers()).toHaveLength(1);
});

test('a shopper who comes back sees the first list ranked once consent is given again', async () => {
  await page.goto(server.origin);
  await visit();
  await page.reload();
  await reasonIs('no-consent');
  await press('Agree');
  await isRanked();
  const ranked = await shown();
  expect(ranked).not.toEqual(itemIds(1));
  expect(ranked).toEqual(await engineOrder(itemIds(1)));
  expect((await commits())[0]).toMatchObject({ items: itemIds(1), ranked: false, reason: 'pending' });
  expect(page.workers()).toHaveLength(1);
});

test('a list written inline asks once, moves no card when an event is tracked, and shows the objects of the render', async () => {
  await page.goto(`${server.origin}/?given`);
  await visit();
  await press('Next items');
  await isRanked();
  const ranked = await shown();
  await page.evaluate(() => (window.heldAnswers = []));
  await press('View item-3');
  await storedIs(2);
  await press('Dearer');
  expect(await page.locator('li').allInnerTexts()).toEqual(ranked.map((id) => `${id} 11`));
  const before = (await commits()).length;
  await page.waitForTimeout(300);
  expect(await commits()).toHaveLength(before);
  expect(await page.evaluate(() => window.heldAnswers)).toEqual([]);
});

test('an answer to a list that is gone is dropped, however late it comes', async () => {
  await page.goto(`${server.origin}/?given`);
  await visit();
  await page.evaluate(() => (window.heldAnswers = []));
  await press('Next items');
  await press('Next items');
  await press('One item less');
  await reasonIs('pending');
  expect(await shown()).toEqual(itemIds(25, 11));
  await page.evaluate(() => window.heldAnswers![2]!());
  await isRanked();
  const ranked = await shown();
  const before = (await commits()).length;
  await page.evaluate(() => window.heldAnswers!.forEach((release) => release()));
  await page.waitForTimeout(100);
  expect(await commits()).toHaveLength(before);
  await page.evaluate(() => delete window.heldAnswers);
  expect(ranked).toEqual(await engineOrder(itemIds(25, 11)));
  expect(await shown()).toEqual(ranked);
  for (const { items } of await commits()) {
    const first = Math.min(...items.map((id) => Number(id.slice('item-'.length))));
    expect([...items].sort()).toEqual(itemIds(first, items.length).sort());
  }
});

test('unmounting disposes the instance that the provider made', async () => {
  await page.goto(server.origin);
  await visit();
  expect(page.workers()).toHaveLength(1);
  await page.evaluate(() => window.root.unmount());
  await expect.poll(() => page.workers().length).toBe(0);
  expect(await track()).toEqual({ stored: false, reason: 'disposed' });
  // A connection that was left open would block this.
  const deleted = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const request = indexedDB.deleteDatabase('aisle-default');
        request.onsuccess = () => resolve('deleted');
        request.onblocked = () => resolve('blocked');
      }),
  );
  expect(deleted).toBe('deleted');
});

test('unmounting leaves an instance that was given alone', async () => {
  await page.goto(`${server.origin}/?given`);
  await visit();
  await page.evaluate(() => window.root.unmount());
  expect(await track()).toEqual({ stored: true, seq: 2 });
  expect(page.workers()).toHaveLength(1);
});

test.each(['/server.html', '/server-given.html?given'])('%s hydrates without a mismatch, then ranks', async (path) => {
  await page.goto(server.origin + path);
  await reasonIs('no-consent');
  expect((await commits())[0]).toMatchObject({ items: itemIds(1), ranked: false, reason: 'pending' });
  await visit();
  await press('Next items');
  await isRanked();
  expect(await shown()).toEqual(await engineOrder(itemIds(13)));
});
