import { expect, test } from 'vitest';
import { itemId, predict, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();

test('rerank returns the given objects in the order of predict', async () => {
  const page = await site.openPage();
  const { release } = await startAisle(page);
  await view(page, 7, 8);
  const { items: best } = await predict(page, { k: 60, diversity: 0 });
  const { sameObjects, order, result } = await page.evaluate(async () => {
    const given = Array.from({ length: 20 }, (_, i) => ({
      item_id: `item-${i + 1}`,
      card: { title: `Item ${i + 1}` },
      render: () => i,
    }));
    const copy = [...given];
    const { items, ...result } = await window.visitor.rerank(given, { deadlineMs: 30_000 });
    const untouched = given.every((item, i) => item === copy[i]);
    const sameObjects =
      untouched &&
      items !== given &&
      items.length === 20 &&
      new Set(items).size === 20 &&
      items.every((item) => given.includes(item));
    return { sameObjects, order: items.map(({ item_id }) => item_id), result };
  });
  expect(sameObjects).toBe(true);
  expect(result).toEqual({
    ranked: true,
    resultId: expect.stringMatching(/^p-/),
    release,
    tier: 'light',
    durationMs: expect.any(Number),
  });
  expect(release).toBe(site.release.releaseId);
  const shown = new Set(Array.from({ length: 20 }, (_, i) => itemId(i + 1)));
  expect(order).toEqual(best.map(({ item_id }) => item_id).filter((id) => shown.has(id)));
  expect(order).not.toEqual([...shown]);
});

test('items of any type are ranked with itemId', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7);
  const expected = (await rerank(page, [1, 2, 3, 4, 5].map(itemId))).items;
  const { elements, numbers } = await page.evaluate(async () => {
    const cards = [1, 2, 3, 4, 5].map((number) =>
      Object.assign(document.createElement('li'), { id: `card-${number}` }),
    );
    const deadlineMs = 30_000;
    const ofCards = await window.visitor.rerank(cards, {
      deadlineMs,
      itemId: (card) => card.id.replace('card', 'item'),
    });
    const ofNumbers = await window.visitor.rerank([1, 2, 3, 4, 5], {
      deadlineMs,
      itemId: (number) => `item-${number}`,
    });
    return {
      elements: ofCards.items.map(({ id }) => id.replace('card', 'item')),
      numbers: ofNumbers.items.map((number) => `item-${number}`),
    };
  });
  expect(elements).toEqual(expected);
  expect(numbers).toEqual(expected);
});

test('items unknown to the release keep their positions', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7);
  const known = (await rerank(page, [1, 2, 3, 4].map(itemId))).items;
  const { items, ranked } = await rerank(page, ['new-a', 'item-1', 'item-2', 'new-b', 'item-3', 'item-4', 'new-c']);
  expect(ranked).toBe(true);
  expect(items).toEqual(['new-a', known[0], known[1], 'new-b', known[2], known[3], 'new-c']);
  expect(await rerank(page, ['new-a', 'new-b'])).toMatchObject({
    items: ['new-a', 'new-b'],
    ranked: false,
    reason: 'unknown-items',
  });
});

test('pinned and unknown items keep their positions', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7);
  const given = ['item-1', 'item-2', 'new-a', 'item-3', 'item-4', 'item-5', 'item-6'];
  const unpinned = (await rerank(page, ['item-2', 'item-3', 'item-5', 'item-6'])).items;
  const rerankPinned = (listPositions: readonly number[]) =>
    page.evaluate(
      async ([given, listPositions]) => {
        const calls: [string, number][] = [];
        const pinned = (item: string, index: number) => calls.push([item, index]) > 0 && listPositions.includes(index);
        const { items, ranked, reason } = await window.visitor.rerank(given, { pinned, deadlineMs: 30_000 });
        return { items, ranked, reason, calls };
      },
      [given, listPositions] as const,
    );
  expect(unpinned).not.toEqual(['item-2', 'item-3', 'item-5', 'item-6']);
  expect(await rerankPinned([0, 4])).toEqual({
    items: ['item-1', unpinned[0], 'new-a', unpinned[1], 'item-4', unpinned[2], unpinned[3]],
    ranked: true,
    reason: undefined,
    calls: given.map((item, index) => [item, index]),
  });
  expect(await rerankPinned([0, 1, 2, 3, 4, 5, 6])).toMatchObject({
    items: given,
    ranked: false,
    reason: 'unknown-items',
  });
  const failing = await page.evaluate(async (given) => {
    const { items, reason } = await window.visitor.rerank(given, {
      pinned: () => {
        throw new Error('no sponsor list');
      },
    });
    return { items, reason };
  }, given);
  expect(failing).toEqual({ items: given, reason: 'invalid-items' });
});

test('a duplicate item is returned twice in its original order', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7);
  const given = [1, 2, 1, 3, 2, 1].map((number, place) => ({ item_id: itemId(number), place }));
  const items = await page.evaluate(
    async (given) => (await window.visitor.rerank(given, { deadlineMs: 30_000 })).items,
    given,
  );
  const order = (await rerank(page, [1, 2, 3].map(itemId))).items;
  expect(items).toEqual(order.flatMap((id) => given.filter(({ item_id }) => item_id === id)));
});

test('lists of zero or one item do not change', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7);
  expect(await rerank(page, [])).toMatchObject({ items: [], ranked: false });
  expect(await rerank(page, ['item-1'])).toMatchObject({ items: ['item-1'], ranked: true });
});

test('an invalid list gives a reason and does not throw', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7);
  const results = await page.evaluate(async () => {
    const rerank = window.visitor.rerank.bind(window.visitor) as (
      ...args: unknown[]
    ) => ReturnType<typeof window.visitor.rerank>;
    const fails = { itemId: () => [].at(1)!['id'] };
    const noText = { itemId: () => ({}) };
    const calls: unknown[][] = [
      [undefined],
      [null],
      ['item-1'],
      [7],
      [{ length: 1 }],
      [[null]],
      [['item-1', {}]],
      [['item-1'], fails],
      [['item-1'], noText],
    ];
    return Promise.all(
      calls.map(async (args) => (({ items, ranked, reason }) => ({ items, ranked, reason }))(await rerank(...args))),
    );
  });
  const refused = (items: unknown[]) => ({ items, ranked: false, reason: 'invalid-items' });
  expect(results).toEqual([[], [], [], [], [], [null], ['item-1', {}], ['item-1'], ['item-1']].map(refused));
});

test('without a known item in the history, the reason says why', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const items = [2, 1].map(itemId);
  expect(await rerank(page, items)).toMatchObject({ items, ranked: false, reason: 'cold-start' });
  expect(
    await page.evaluate(() => window.visitor.track({ type: 'view_item', items: [{ item_id: 'unheard-of' }] })),
  ).toMatchObject({ stored: true });
  expect(await rerank(page, items)).toMatchObject({ items, ranked: false, reason: 'unknown-items' });
});
