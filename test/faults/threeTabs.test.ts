import { expect, test } from 'vitest';
import { itemId, rerank, startAisle, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
const ITEMS = Array.from({ length: 20 }, (_, i) => itemId(i + 1));

test('three tabs that track and rank concurrently end with the same ranking', async () => {
  const context = await site.newContext();
  const tabs = [await site.openPage(context), await site.openPage(context), await site.openPage(context)];
  for (const page of tabs) await startAisle(page, { tier: 'auto' });
  const answers = await Promise.all(
    tabs.map((page, tab) =>
      page.evaluate(
        async ([tab, items]) => {
          const answers = [];
          for (let n = 0; n < 30; n++) {
            await window.visitor.track({
              type: 'view_item',
              items: [{ item_id: `item-${1 + ((tab * 30 + n) % 60)}` }],
            });
            answers.push(await window.visitor.rerank(items, { deadlineMs: 30_000 }));
          }
          return answers;
        },
        [tab, ITEMS] as const,
      ),
    ),
  );
  for (const { items, ranked } of answers.flat()) {
    expect(ranked).toBe(true);
    expect([...items].sort()).toEqual([...ITEMS].sort());
  }
  for (const page of tabs) await expect.poll(() => page.evaluate(() => window.visitor.status().storedEvents)).toBe(90);
  const [first, ...others] = await Promise.all(tabs.map((page) => rerank(page, ITEMS)));
  for (const { items } of others) expect(items).toEqual(first!.items);
});
