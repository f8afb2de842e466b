import { expect, test } from 'vitest';
import { itemId, predict, startAisle, track, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();

async function openWithHistory() {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7, 8);
  const { items: ranking } = await predict(page, { k: 60 });
  return { page, ranking };
}

test('k items come back, best first, out of the whole catalogue', async () => {
  const { page, ranking } = await openWithHistory();
  expect(new Set(ranking.map(({ item_id }) => item_id))).toEqual(new Set(site.release.itemIds));
  const scores = ranking.map(({ score }) => score);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(await predict(page, { k: 3 })).toEqual({
    items: ranking.slice(0, 3),
    resultId: expect.stringMatching(/^p-/),
    release: site.release.releaseId,
    tier: 'light',
    durationMs: expect.any(Number),
  });
  expect((await predict(page)).items).toEqual(ranking.slice(0, 10));
  expect((await predict(page, { k: 1000 })).items).toEqual(ranking);
  expect((await predict(page, { k: 2.5 })).items).toEqual(ranking.slice(0, 2));
  // A count that is none is a mistake in the page; it gets the default.
  for (const k of [0, -1, Number.NaN]) expect((await predict(page, { k })).items).toEqual(ranking.slice(0, 10));
});

test('candidates narrow the choice and exclude takes out of it; ids that the release does not know count for nothing', async () => {
  const { page, ranking } = await openWithHistory();
  const candidates = [3, 14, 15, 9, 26, 9].map(itemId);
  const among = ranking.filter(({ item_id }) => candidates.includes(item_id));
  expect((await predict(page, { candidates: ['unknown', ...candidates] })).items).toEqual(among);
  const exclude = [among[0]!.item_id, 'unknown'];
  expect((await predict(page, { candidates, exclude })).items).toEqual(among.slice(1));
  const top = ranking.slice(0, 4).map(({ item_id }) => item_id);
  expect((await predict(page, { k: 5, exclude: top })).items).toEqual(ranking.slice(4, 9));
  expect(await predict(page, { candidates: ['unknown'] })).toMatchObject({ items: [], reason: 'unknown-items' });
});

test.each(['light', 'wasm'] as const)(
  'what is in the cart and what was bought is left out where that is asked for, on every page (%s)',
  async (tier) => {
    const page = await site.openPage();
    await startAisle(page, { tier });
    await view(page, 7, 8);
    const best = (await predict(page, { k: 8 })).items.map(({ item_id }) => item_id);
    const act = async (type: 'add_to_cart' | 'remove_from_cart' | 'purchase', ...ids: readonly string[]) => {
      expect(await track(page, { type, items: ids.map((item_id) => ({ item_id })) })).toMatchObject({ stored: true });
    };
    const [inCart, takenOut, bought] = best as [string, string, string];
    await act('add_to_cart', inCart, takenOut, bought);
    await act('remove_from_cart', takenOut);
    await act('purchase', bought);
    const idsOf = async (on: typeof page, options: Parameters<typeof predict>[1]) =>
      (await predict(on, { k: 60, ...options })).items.map(({ item_id }) => item_id);
    const all = await idsOf(page, {});
    expect(all).toHaveLength(60);
    const fresh = await site.openPage(page.context());
    await startAisle(fresh, { tier });
    for (const on of [page, fresh]) {
      const without = async (options: Parameters<typeof predict>[1], ...ids: readonly string[]) =>
        expect(await idsOf(on, options)).toEqual(all.filter((id) => !ids.includes(id)));
      await without({ excludeCart: true }, inCart);
      await without({ excludePurchased: true }, bought);
      await without({ excludeCart: true, excludePurchased: true, exclude: ['item-60'] }, inCart, bought, 'item-60');
      expect(await idsOf(on, { excludeCart: true, candidates: [inCart, takenOut, bought] })).toEqual(
        all.filter((id) => [takenOut, bought].includes(id)),
      );
    }
  },
);

test('a filter that passes only items deep in the ranking still fills k', async () => {
  const { page, ranking } = await openWithHistory();
  const inStock = ranking.slice(45).map(({ item_id }) => item_id);
  const { items, asked } = await page.evaluate(async (inStock) => {
    const asked = new Set<string>();
    const filter = (id: string) => {
      asked.add(id);
      return inStock.includes(id);
    };
    return { ...(await window.visitor.predict({ k: 3, filter, deadlineMs: 30_000 })), asked: asked.size };
  }, inStock);
  expect(items).toEqual(ranking.slice(45, 48));
  expect(asked).toBeGreaterThanOrEqual(48);
  const all = await page.evaluate(
    (inStock) => window.visitor.predict({ k: 30, filter: (id) => inStock.includes(id), deadlineMs: 30_000 }),
    inStock,
  );
  expect(all.items).toEqual(ranking.slice(45));
  expect(await page.evaluate(() => window.visitor.predict({ filter: () => false, deadlineMs: 30_000 }))).toMatchObject({
    items: [],
  });
});

test("a filter that throws is the page's mistake: the call still settles, and the status says why", async () => {
  const { page } = await openWithHistory();
  const { result, problem } = await page.evaluate(async () => {
    const result = await window.visitor.predict({
      filter: () => {
        throw new Error('no stock list');
      },
      deadlineMs: 30_000,
    });
    return { result, problem: window.visitor.status().lastError?.message };
  });
  expect(result).toMatchObject({ items: [], reason: 'engine-failed' });
  expect(problem).toContain('no stock list');
});
