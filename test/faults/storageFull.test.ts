import { expect, test } from 'vitest';
import {
  exported,
  itemId,
  predict,
  rawRows,
  rerank,
  startAisle,
  track,
  useAisleSite,
  view,
  viewOf,
} from '../kit/aislePage.js';

const site = useAisleSite();

test('lists are ranked if the weights exceed the quota', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1, 2);
  const { items } = await predict(page);
  await page.evaluate(() => caches.delete('aisle-default'));
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.server.origin, quotaSize: 1 });
  await page.reload();
  expect(await startAisle(page)).toMatchObject({
    release: site.release.releaseId,
    storedEvents: 2,
    problemCode: undefined,
  });
  expect((await predict(page)).items).toEqual(items);
  expect(await rerank(page, [1, 2, 3].map(itemId))).toMatchObject({ ranked: true });
});

/** Tracks 200 lists of 15 kB under a quota. The browser compresses their hexadecimal digits to half. */
async function fill(quotaSize: number) {
  const page = await site.openPage();
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  const session = await page.context().newCDPSession(page);
  // Set the quota before the first write, because the browser caches the available space.
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.server.origin, quotaSize });
  await startAisle(page, { retention: { maxEvents: 1_000_000, maxBytes: 1e9 } });
  const answers = await page.evaluate(async () => {
    const answers = new Set<string>();
    const name = () =>
      Array.from(crypto.getRandomValues(new Uint8Array(100)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    for (let n = 0; n < 200; n++) {
      const items = Array.from({ length: 60 }, (_, i) => ({ item_id: `item-${i + 1}`, item_name: name() }));
      const result = await window.visitor.track({ type: 'view_item_list', items, item_list_id: `list ${n}` });
      answers.add(result.stored ? 'stored' : result.reason);
    }
    return [...answers];
  });
  return { page, session, lines, answers };
}

const listsOf = (rows: readonly unknown[]) => rows.map((row) => (row as { item_list_id?: string }).item_list_id);

test('a full quota of 1 MB evicts the oldest half of events', async () => {
  const { page, lines, answers } = await fill(1_000_000);
  expect(answers).toEqual(['stored']);
  const storedLists = listsOf(await rawRows(page));
  expect(storedLists.length).toBeGreaterThan(20);
  expect(storedLists.length).toBeLessThan(150);
  expect(storedLists).toEqual(
    Array.from({ length: storedLists.length }, (_, i) => `list ${200 - storedLists.length + i}`),
  );
  expect(await page.evaluate(() => window.visitor.status())).toMatchObject({
    storage: 'device',
    lastProblem: undefined,
  });
  expect(lines).toEqual([]);
});

test('without any quota the history stays in memory until the next page', async () => {
  const { page, session, lines, answers } = await fill(1);
  expect(answers).toEqual(['in-memory']);
  expect(listsOf(await exported(page))).toEqual(Array.from({ length: 200 }, (_, i) => `list ${i}`));
  expect(await track(page, viewOf(1))).toEqual({ stored: false, reason: 'in-memory' });
  expect(await rerank(page, [1, 2, 3].map(itemId))).toMatchObject({ ranked: true });
  expect(lines).toEqual([expect.stringMatching(/^\[aisle\] IndexedDB could not .* keeps its history in memory\.$/)]);
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.server.origin });
  await page.reload();
  await startAisle(page);
  expect(await track(page, viewOf(2))).toMatchObject({ stored: true });
});

test('an event too large after eviction moves the history to memory', async () => {
  const page = await site.openPage();
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.server.origin, quotaSize: 200_000 });
  await startAisle(page);
  await view(page, 1, 2);
  const result = await page.evaluate(() => {
    // 200 items of 600 characters that hardly compress.
    const text = () =>
      String.fromCharCode(...Array.from(crypto.getRandomValues(new Uint8Array(200)), (byte) => 0x100 + byte));
    const items = Array.from({ length: 200 }, (_, i) => ({
      item_id: `item-${i + 1}`,
      item_name: text(),
      item_brand: text(),
      item_category: text(),
    }));
    return window.visitor.track({ type: 'view_cart', items });
  });
  expect(result).toEqual({ stored: false, reason: 'in-memory' });
  expect((await exported(page)).at(-1)).toMatchObject({ type: 'view_cart' });
  expect(await rerank(page, [1, 2, 3].map(itemId))).toMatchObject({ ranked: true });
  expect(lines).toEqual([
    expect.stringMatching(/^\[aisle\] IndexedDB could not store the event: .* keeps its history in memory\.$/),
  ]);
});
