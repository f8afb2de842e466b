import type { Aisle } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, itemId, rawRows, useAisleSite } from '../kit/aislePage.js';

type Shop = Window & { aisle: Aisle };

const site = useAisleSite();

const TAG =
  '<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record"></script>';
/** `Array.from` of 2010: it knows neither a mapper nor a Set. */
const OLD_ARRAY_FROM = `<script>
  Array.from = function (list) {
    if (!list) return [];
    let length = list.length || 0, copy = new Array(length);
    while (length--) copy[length] = list[length];
    return copy;
  };
</script>`;
/** Prototype.js before 1.7. */
const OLD_TO_JSON = `<script>
  Array.prototype.toJSON = function () { return '[' + this.map((value) => JSON.stringify(value)).join(', ') + ']'; };
</script>`;

async function openShop(script: string): Promise<Page> {
  const page = await site.openPage(undefined, documentOf(script + TAG));
  await page.evaluate(() => (window as unknown as Shop).aisle.setConsent('granted'));
  await page.waitForFunction(() => (window as unknown as Shop).aisle.status().storedEvents !== undefined);
  return page;
}

test('under an old Array.from, no unknown field and no invalid item is stored', async () => {
  const page = await openShop(OLD_ARRAY_FROM);
  const refusal = await page.evaluate(async () => {
    const { aisle } = window as unknown as Shop;
    await aisle.track({ type: 'view_item', items: [{ item_id: 'item-1', email: 'someone@example.org' } as never] });
    return aisle
      .track({ type: 'view_item', items: [{ price: 'free' } as never] })
      .catch((error: Error) => error.message);
  });
  expect(refusal).toBe('Event refused: items[0].item_id must be a text of 1 to 200 characters, found nothing.');
  expect(await rawRows(page)).toMatchObject([{ type: 'view_item', items: [{ item_id: 'item-1' }] }]);
  expect(JSON.stringify(await rawRows(page))).not.toContain('example.org');
});

/** MooTools 1.2 and Prototype.js 1.6 have an `Element` of their own, and MooTools an `Event`. */
const OLD_ELEMENT = `<script>
  window.Element = function (name) { return document.createElement(name); };
  window.Event = function (event) { this.event = event; };
</script>`;

test('under an old Element and Event, clicks and filled lists are recorded', async () => {
  const page = await openShop(OLD_ELEMENT);
  await page.evaluate(() => {
    document.body.innerHTML = `<ul data-aisle-list="l"><li data-aisle-item="item-1">
      <a href="#1">a</a><button data-aisle-event="add_to_cart">+</button></li></ul>`;
    document.querySelector('ul')!.dispatchEvent(new CustomEvent('aisle-filled', { bubbles: true }));
  });
  await page.click('button');
  await page.click('a');
  await page.waitForFunction(() => (window as unknown as Shop).aisle.status().storedEvents === 3);
  const rows = (await rawRows(page)) as { type: string }[];
  expect(rows.map(({ type }) => type)).toEqual(['view_item_list', 'add_to_cart', 'select_item']);
});

test('under an old Array.from, predict excludes the items of a Set', async () => {
  const page = await openShop(OLD_ARRAY_FROM);
  const [before, after] = await page.evaluate(async () => {
    const { aisle } = window as unknown as Shop;
    await aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] });
    const idsOf = async (options: object) =>
      (await aisle.predict({ k: 3, deadlineMs: 30_000, ...options })).items.map(({ item_id }) => item_id);
    const first = await idsOf({});
    return [first, await idsOf({ exclude: new Set(first) })];
  });
  expect(before).toHaveLength(3);
  expect(after).toHaveLength(3);
  expect(after!.filter((id) => before!.includes(id))).toEqual([]);
});

test('under Array.prototype.toJSON, events at pagehide are kept and a denial leaves nothing', async () => {
  const page = await openShop(OLD_TO_JSON);
  for (let round = 1; round <= 2; round++) {
    await page.evaluate(() =>
      addEventListener('pagehide', () => {
        const { aisle } = window as unknown as Shop;
        for (let i = 1; i <= 20; i++) void aisle.track({ type: 'view_item', items: [{ item_id: `item-${i}` }] });
      }),
    );
    await page.reload();
    await page.evaluate(() => (window as unknown as Shop).aisle.setConsent('granted'));
    await page.waitForFunction(
      (count) => (window as unknown as Shop).aisle.status().storedEvents === count,
      20 * round,
    );
  }
  const rows = (await rawRows(page)) as { items: { item_id: string }[] }[];
  expect(rows.slice(0, 20).map(({ items }) => items[0]!.item_id)).toEqual(
    Array.from({ length: 20 }, (_, i) => itemId(i + 1)),
  );
  // A page that is being left has a journal. The denial removes it.
  const left = await page.evaluate(async () => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    const { aisle } = window as unknown as Shop;
    const late = aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] });
    const during = Object.keys(localStorage);
    await aisle.setConsent('denied');
    await late;
    return { during, after: Object.keys(localStorage), databases: await indexedDB.databases() };
  });
  expect(left).toEqual({ during: ['aisle-default-journal'], after: [], databases: [] });
});
