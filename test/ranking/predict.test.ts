import { expect, test } from 'vitest';
import { itemId, predict as predictRow, startAisle, track, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();

/** Without the rules that depend on the length of a row, which `composeRow.test.ts` tests. */
const BY_SCORE = { diversity: 0, excludeViewed: true };
const predict: typeof predictRow = (page, options) => predictRow(page, { ...BY_SCORE, ...options });

async function openWithHistory() {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7, 8);
  const { items: ranking } = await predict(page, { k: 60 });
  return { page, ranking };
}

test('predict returns the k best items of the release', async () => {
  const { page, ranking } = await openWithHistory();
  const unviewed = site.release.itemIds.filter((id) => ![7, 8].map(itemId).includes(id));
  expect(new Set(ranking.map(({ item_id }) => item_id))).toEqual(new Set(unviewed));
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
  // An invalid count is a mistake of the page and gives the default.
  for (const k of [0, -1, Number.NaN]) expect((await predict(page, { k })).items).toEqual(ranking.slice(0, 10));
});

test('predict respects candidates and exclude and ignores unknown ids', async () => {
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
  'predict excludes cart and purchases on every page by default (%s)',
  async (tier) => {
    const page = await site.openPage();
    await startAisle(page, { tier });
    await view(page, 7, 8);
    const best = (await predict(page, { k: 8 })).items.map(({ item_id }) => item_id);
    const trackItems = async (type: 'add_to_cart' | 'remove_from_cart' | 'purchase', ...ids: readonly string[]) => {
      expect(await track(page, { type, items: ids.map((item_id) => ({ item_id })) })).toMatchObject({ stored: true });
    };
    const [inCart, removed, purchased] = best as [string, string, string];
    await trackItems('add_to_cart', inCart, removed, purchased);
    await trackItems('remove_from_cart', removed);
    await trackItems('purchase', purchased);
    const idsOf = async (on: typeof page, options: Parameters<typeof predict>[1]) =>
      (await predict(on, { k: 60, ...options })).items.map(({ item_id }) => item_id);
    const all = await idsOf(page, { excludeCart: false, excludePurchased: false });
    expect(all).toHaveLength(58);
    const newPage = await site.openPage(page.context());
    await startAisle(newPage, { tier });
    for (const on of [page, newPage]) {
      const expectExcluded = async (options: Parameters<typeof predict>[1], ...ids: readonly string[]) =>
        expect(await idsOf(on, options)).toEqual(all.filter((id) => !ids.includes(id)));
      await expectExcluded({}, inCart, purchased);
      await expectExcluded({ excludePurchased: false }, inCart);
      await expectExcluded({ excludeCart: false }, purchased);
      await expectExcluded({ exclude: ['item-60'] }, inCart, purchased, 'item-60');
      expect(await idsOf(on, { excludePurchased: false, candidates: [inCart, removed, purchased] })).toEqual(
        all.filter((id) => [removed, purchased].includes(id)),
      );
    }
  },
);

test('a filter that accepts only low-ranked items still fills k', async () => {
  const { page, ranking } = await openWithHistory();
  const inStock = ranking.slice(45).map(({ item_id }) => item_id);
  const { items, filteredIds } = await page.evaluate(
    async ([inStock, options]) => {
      const filteredIds = new Set<string>();
      const filter = (id: string) => {
        filteredIds.add(id);
        return inStock.includes(id);
      };
      const row = await window.visitor.predict({ ...options, k: 3, filter, deadlineMs: 30_000 });
      return { ...row, filteredIds: filteredIds.size };
    },
    [inStock, BY_SCORE] as const,
  );
  expect(items).toEqual(ranking.slice(45, 48));
  expect(filteredIds).toBeGreaterThanOrEqual(48);
  const all = await page.evaluate(
    ([inStock, options]) =>
      window.visitor.predict({ ...options, k: 30, filter: (id) => inStock.includes(id), deadlineMs: 30_000 }),
    [inStock, BY_SCORE] as const,
  );
  expect(all.items).toEqual(ranking.slice(45));
  expect(await page.evaluate(() => window.visitor.predict({ filter: () => false, deadlineMs: 30_000 }))).toMatchObject({
    items: [],
  });
});

test('a throwing filter settles the call and sets lastProblem', async () => {
  const { page } = await openWithHistory();
  const { result, problem } = await page.evaluate(async () => {
    const result = await window.visitor.predict({
      filter: () => {
        throw new Error('no stock list');
      },
      deadlineMs: 30_000,
    });
    return { result, problem: window.visitor.status().lastProblem?.message };
  });
  expect(result).toMatchObject({ items: [], reason: 'engine-failed' });
  expect(problem).toContain('no stock list');
});
