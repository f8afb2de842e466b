import { expect, test } from 'vitest';
import {
  databaseNames,
  exported,
  itemId,
  rerank,
  startAisle,
  track,
  useAisleSite,
  view,
  viewOf,
} from '../kit/aislePage.js';

const site = useAisleSite();

test("a program's visit is excluded from the history by default", async () => {
  const page = await site.openPage();
  expect(await page.evaluate(() => navigator.webdriver)).toBe(true);
  // The default of the options. The test kit sets 'record'.
  expect(await startAisle(page, { automation: undefined as never })).toMatchObject({
    automation: { detected: true, signal: 'webdriver', policy: 'ignore', ignoring: true },
    storedEvents: 0,
    worker: 'ready',
  });
  expect(await track(page, viewOf(1))).toEqual({ stored: false, reason: 'automation' });
  expect(await exported(page)).toEqual([]);
  expect(await rerank(page, [1, 2].map(itemId))).toMatchObject({ ranked: false, reason: 'cold-start' });
});

test("a program's visit creates no database", async () => {
  const page = await site.openPage();
  await startAisle(page, { automation: 'ignore' });
  await track(page, viewOf(1));
  expect(await databaseNames(page)).toEqual([]);
});

test("with the policy 'record', a program's visit is stored", async () => {
  const page = await site.openPage();
  expect((await startAisle(page, { automation: 'record' })).automation).toEqual({
    detected: true,
    signal: 'webdriver',
    policy: 'record',
    ignoring: false,
  });
  await view(page, 1);
  expect(await exported(page)).toHaveLength(1);
});

test("a person's earlier events rank lists of a program's visit", async () => {
  const page = await site.openPage();
  await startAisle(page, { automation: 'record' });
  await view(page, 1, 2);
  await page.reload();
  await startAisle(page, { automation: 'ignore' });
  expect(await rerank(page, [1, 2, 3].map(itemId))).toMatchObject({ ranked: true });
});
