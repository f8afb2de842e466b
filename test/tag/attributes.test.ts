import type { TrackedEvent } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { createAisle, documentOf, exported, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();

const HEAD = `<script>
  window.aisle = { queue: [] };
  window.consented = new Promise((resolve, reject) => aisle.queue.push({ name: 'setConsent', args: ['granted'], resolve, reject }));
</script><script async src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record"></script>
<script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>`;

/**
 * Opens `body` with the script tag, runs `act` after `loaded` events are stored, and returns the events when there are
 * `count`.
 */
async function eventsOf(
  body: string,
  loaded: number,
  act: (page: Page) => Promise<void>,
  count: number,
): Promise<Partial<TrackedEvent>[]> {
  const page = await site.openPage(undefined, documentOf(HEAD, body));
  const storedIs = (count: number) =>
    page.waitForFunction(
      (count) => (window as unknown as { aisle: Window['visitor'] }).aisle.status?.().storedEvents === count,
      count,
    );
  await storedIs(loaded);
  await act(page);
  await storedIs(count);
  // The tag's global lacks `export`. Another instance reads the same database.
  await createAisle(page);
  return (await exported(page)).map(({ schemaVersion, timestampMs, ...event }) => event);
}

test('attributes of lists, cards, buttons and carts are stored as events', async () => {
  const events = await eventsOf(
    `<main data-aisle-item="item-9" data-aisle-name="Tent" data-aisle-brand="Fjord" data-aisle-category="Camping" data-aisle-price="199.5">
       <span data-aisle-event="view_item" data-aisle-on="load"></span>
       <button data-aisle-event="add_to_cart" onclick="event.stopPropagation(); event.preventDefault()">Add</button>
       <button>Pictures</button>
     </main>
     <ul data-aisle-list="more">
       <li data-aisle-item="item-1" data-aisle-price="5"><a href="#one">One</a></li>
       <li data-aisle-item="item-2"><a href="#two"><b>Two</b></a><i>no link</i></li>
     </ul>
     <section data-aisle-items>
       <p data-aisle-item="item-3" data-aisle-quantity="2">Three</p><p data-aisle-item="item-4">Four</p>
       <button data-aisle-event="view_cart">Cart</button>
     </section>
     <ul data-aisle-list="empty"></ul>
     <button data-aisle-event="add_to_cart">Of no item</button>`,
    2,
    async (page) => {
      await page.getByText('Pictures').click();
      await page.getByText('no link').click();
      await page.getByText('Of no item').click();
      await page.getByText('Two').click();
      await page.getByText('Add', { exact: true }).click();
      await page.getByText('Cart').click();
    },
    5,
  );
  const tent = { item_id: 'item-9', item_name: 'Tent', item_brand: 'Fjord', item_category: 'Camping', price: 199.5 };
  const result_id = events[0]!.result_id;
  expect(result_id).toMatch(/^[pu]-/);
  expect(events).toEqual([
    {
      type: 'view_item_list',
      item_list_id: 'more',
      result_id,
      items: [
        { item_id: 'item-1', price: 5, index: 0 },
        { item_id: 'item-2', index: 1 },
      ],
    },
    { type: 'view_item', items: [tent] },
    { type: 'select_item', item_list_id: 'more', result_id, items: [{ item_id: 'item-2', index: 1 }] },
    { type: 'add_to_cart', items: [tent] },
    { type: 'view_cart', items: [{ item_id: 'item-3', quantity: 2 }, { item_id: 'item-4' }] },
  ]);
});

test('promotions, refunds and orders by attributes are stored as events', async () => {
  const events = await eventsOf(
    `<main data-aisle-item="item-9">
       <section data-aisle-promotion="summer" data-aisle-promotion-name="Summer" data-aisle-creative-name="Beach" data-aisle-creative-slot="top" data-aisle-event="select_promotion">
         <b data-aisle-event="view_promotion" data-aisle-on="load">Banner</b>
       </section>
       <section data-aisle-promotion="duo" data-aisle-currency="EUR">
         <p data-aisle-item="item-1" data-aisle-price="5">One</p><p data-aisle-item="item-2">Two</p>
         <button data-aisle-event="select_promotion">Duo</button>
       </section>
     </main>
     <section data-aisle-transaction="T-1">
       <p data-aisle-item="item-3"><button data-aisle-event="refund">Return item</button></p>
       <button data-aisle-event="refund">Return order</button>
       <div data-aisle-items><p data-aisle-item="item-4">Four</p><button data-aisle-event="purchase">Order</button></div>
     </section>
     <button data-aisle-event="refund">Of no order</button>
     <button data-aisle-event="view_promotion">Of no promotion</button>`,
    1,
    async (page) => {
      for (const name of ['Of no order', 'Of no promotion', 'Banner', 'Duo', 'Order', 'Return item', 'Return order'])
        await page.getByText(name, { exact: true }).click();
    },
    6,
  );
  const summer = {
    promotion_id: 'summer',
    promotion_name: 'Summer',
    creative_name: 'Beach',
    creative_slot: 'top',
  };
  expect(events).toEqual([
    { type: 'view_promotion', ...summer },
    { type: 'select_promotion', ...summer },
    {
      type: 'select_promotion',
      promotion_id: 'duo',
      currency: 'EUR',
      items: [{ item_id: 'item-1', price: 5 }, { item_id: 'item-2' }],
    },
    { type: 'purchase', transaction_id: 'T-1', items: [{ item_id: 'item-4' }] },
    { type: 'refund', transaction_id: 'T-1', items: [{ item_id: 'item-3' }] },
    { type: 'refund', transaction_id: 'T-1' },
  ]);
});

test('malformed attributes are dropped, and events without an item are refused', async () => {
  const warnings: string[] = [];
  const events = await eventsOf(
    `<p data-aisle-item="item-1" data-aisle-price="abc"><button data-aisle-event="add_to_cart">No price</button></p>
     <p data-aisle-item=""><button data-aisle-event="add_to_cart">No id</button></p>
     <p data-aisle-item="item-3"><button data-aisle-event="buy_now">No such event</button></p>
     <p data-aisle-item="item-4" data-aisle-quantity="1.5"><button data-aisle-event="add_to_cart">Half</button></p>
     <p data-aisle-item="item-5" data-aisle-event="view_item" data-aisle-on="load" data-aisle-price="1,99"></p>
     <p data-aisle-item="item-6"><button data-aisle-event="add_to_cart">Good</button></p>`,
    1,
    async (page) => {
      page.on('console', (message) => warnings.push(message.text()));
      for (const name of ['No price', 'No id', 'No such event', 'Half', 'Good'])
        await page.getByText(name, { exact: true }).click();
    },
    4,
  );
  expect(events).toEqual([
    { type: 'view_item', items: [{ item_id: 'item-5', price: 1.99 }] },
    { type: 'add_to_cart', items: [{ item_id: 'item-1' }] },
    { type: 'add_to_cart', items: [{ item_id: 'item-4' }] },
    { type: 'add_to_cart', items: [{ item_id: 'item-6' }] },
  ]);
  const refused = ['items[0].item_id', 'type'];
  expect(warnings).toEqual(refused.map((field) => expect.stringContaining(`Event refused: ${field} must be`)));
});

test('after stop, no event is tracked', async () => {
  const list = '<ul data-aisle-list="more"><li data-aisle-item="item-1"><a href="#one">One</a></li></ul>';
  const page = await site.openPage(
    undefined,
    documentOf('<script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>', list),
  );
  await page.waitForFunction(() => 'sdk' in window && document.readyState === 'complete');
  const tracked = await page.evaluate(async () => {
    const { observeAttributes } = window.sdk as unknown as {
      observeAttributes(document: Document, track: (event: { type: string }) => void): () => void;
    };
    const tracked: string[] = [];
    const stop = observeAttributes(document, ({ type }) => tracked.push(type));
    const showAgain = () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    const act = () => {
      document.querySelector('a')!.click();
      document.querySelector('ul')!.dispatchEvent(new Event('aisle-filled', { bubbles: true }));
      showAgain();
    };
    const turn = () => new Promise((resolve) => setTimeout(resolve));
    act();
    tracked.push('later:');
    await turn();
    showAgain();
    tracked.push('stopped');
    stop();
    act();
    await turn();
    return tracked;
  });
  // After 'later:': the list of the page when it is ready, and again when it is shown again.
  expect(tracked).toEqual(['select_item', 'view_item_list', 'later:', 'view_item_list', 'view_item_list', 'stopped']);
});
