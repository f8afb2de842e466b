import { expect, test } from 'vitest';
import { itemId, predict, rerank, startAisle, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

test('rerank right after an acknowledged event includes the event', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  const all = Array.from({ length: 60 }, (_, i) => itemId(i + 1));
  let previous = (await rerank(page, all)).items;
  for (const number of [20, 40, 60, 5]) {
    const { items, ranked } = await page.evaluate(
      async ([event, all]) => {
        await window.visitor.track(event);
        return window.visitor.rerank(all, { deadlineMs: 30_000 });
      },
      [viewOf(number), all] as const,
    );
    expect(ranked).toBe(true);
    expect(items).not.toEqual(previous);
    const newPage = await site.openPage(page.context());
    await startAisle(newPage);
    expect(items).toEqual((await rerank(newPage, all)).items);
    expect((await predict(page, { k: 60 })).items).toEqual((await predict(newPage, { k: 60 })).items);
    await newPage.close();
    previous = items;
  }
});

test('the first list of a page is ranked by stored events', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  expect((await predict(page)).items).toHaveLength(10);
  // From here on, the worker receives events and does not read the database.
  await view(page, 20, 30);
  const before = await predict(page);
  await page.reload();
  await startAisle(page);
  expect((await predict(page)).items).toEqual(before.items);
});
