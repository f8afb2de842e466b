import { expect, test } from 'vitest';
import { exported, itemId, predict, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();

/** An old library or an extension removes WebCrypto before any other script runs. */
const REMOVE_CRYPTO = `Object.defineProperty(globalThis, 'crypto', { value: undefined });`;
const ITEMS = [1, 2, 3, 4].map(itemId);

async function pageWithoutCrypto() {
  const context = await site.newContext();
  await context.addInitScript(REMOVE_CRYPTO);
  return site.openPage(context);
}

test('a page without crypto stores, ranks, predicts and erases', async () => {
  const page = await pageWithoutCrypto();
  expect(await startAisle(page)).toMatchObject({ problemCode: undefined });
  await view(page, 3);
  const results = [await rerank(page, ITEMS), await rerank(page, ITEMS), await predict(page, { k: 3 })];
  expect(results.map(({ reason }) => reason)).toEqual([undefined, undefined, undefined]);
  expect(new Set(results.map(({ resultId }) => resultId)).size).toBe(3);
  expect(results[0]!.resultId).toMatch(/^p-[0-9a-z]+$/);
  expect(await exported(page)).toHaveLength(1);
  await page.evaluate(() => window.visitor.erase());
  expect(await exported(page)).toEqual([]);
});

test('with encryption, a page without crypto stores nothing unencrypted', async () => {
  const page = await pageWithoutCrypto();
  expect(await startAisle(page, { encrypted: true })).toMatchObject({
    storage: 'memory',
    problemCode: 'storage-failed',
  });
  await page.evaluate(() => window.visitor.track({ type: 'view_item', items: [{ item_id: 'item-3' }] }));
  expect((await rerank(page, ITEMS)).items).toHaveLength(4);
  expect(await predict(page, { k: 3 })).toMatchObject({ resultId: expect.any(String) });
});

test('in a worker without crypto, calls settle with a reason', async () => {
  const removal = site.addScript(REMOVE_CRYPTO);
  const worker = site.addScript(`import '${removal}'; import '/aisle/aisle-worker.js';`);
  const page = await site.openPage();
  const status = await startAisle(page, { worker });
  expect(status).toMatchObject({ release: undefined, problemCode: 'insecure-context' });
  expect(status.problemMessage).toContain('crypto.subtle, which a script or an extension has removed');
  await view(page, 3);
  expect(await rerank(page, ITEMS)).toMatchObject({ items: ITEMS, ranked: false, reason: 'no-model' });
  expect(await predict(page, { k: 3 })).toMatchObject({ items: [], reason: 'no-model' });
});
