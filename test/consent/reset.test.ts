import { expect, test } from 'vitest';
import { exported, itemId, rerank, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

test('reset erases the history and removes the answer in every tab', async () => {
  const context = await site.newContext();
  const [a, b] = [await site.openPage(context), await site.openPage(context)];
  for (const page of [a, b]) await startAisle(page);
  await view(a, 1);
  await view(b, 2);
  await a.evaluate(() => window.visitor.reset());
  await expect.poll(() => b.evaluate(() => window.visitor.status().consent)).toBe('unset');
  for (const page of [a, b]) {
    expect(await page.evaluate(() => window.visitor.status())).toMatchObject({
      consent: 'unset',
      storage: 'none',
      consentTrace: [],
    });
    expect(await track(page, viewOf(3))).toEqual({ stored: false, reason: 'no-consent' });
    expect(await rerank(page, [1, 2].map(itemId))).toMatchObject({ ranked: false, reason: 'no-consent' });
  }
  expect(await a.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  await a.evaluate(() => window.visitor.setConsent('granted'));
  expect(await track(a, viewOf(4))).toEqual({ stored: true, seq: 1 });
  expect(await exported(a)).toHaveLength(1);
});

test('an erase does not affect another shop of the origin', async () => {
  const context = await site.newContext();
  const [a, b] = [await site.openPage(context), await site.openPage(context)];
  await startAisle(a, { namespace: 'one' });
  await startAisle(b, { namespace: 'two' });
  await view(a, 1);
  await view(b, 2, 3);
  await a.evaluate(() => window.visitor.setConsent('denied'));
  expect(await exported(a)).toEqual([]);
  expect(await exported(b)).toHaveLength(2);
  expect(await b.evaluate(() => window.visitor.status().consent)).toBe('granted');
});

test('excluded event types are not stored, from any source', async () => {
  const page = await site.openPage();
  await startAisle(page, { eventTypes: ['view_item', 'purchase'] });
  expect(await track(page, { type: 'search', search_term: 'lamp' })).toEqual({
    stored: false,
    reason: 'type-excluded',
  });
  expect(await track(page, viewOf(1))).toEqual({ stored: true, seq: 1 });
  expect((await exported(page)).map(({ type }) => type)).toEqual(['view_item']);
});
