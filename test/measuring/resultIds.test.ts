import type { Aisle } from '@aisle/sdk';
import type { BrowserContext, Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, exported, itemId, startAisle, useAisleSite, view } from '../kit/aislePage.js';
import { createDevice, HOLDOUT_HISTORY, PERSONALISED_HISTORY } from './devices.js';

const site = useAisleSite();

const ITEMS = Array.from({ length: 20 }, (_, i) => itemId(i + 1));
const NONE = { shown: 0, clicked: 0, purchased: 0 };
const ARMS = [
  ['personalised', PERSONALISED_HISTORY],
  ['holdout', HOLDOUT_HISTORY],
] as const;

const CONSENT = `<script>window.aisle = { queue: [{ name: 'setConsent', args: ['granted'], resolve() {}, reject() {} }] }</script>`;
const TAG =
  '<script async src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record" data-tier="light" data-holdout="0.5"></script>';
const STAY = '<script>addEventListener("click", (event) => event.preventDefault())</script>';
const card = (number: number) =>
  `<li data-aisle-item="${itemId(number)}"><a href="#">Card ${number}</a><button data-aisle-event="add_to_cart">Add ${number}</button></li>`;
const list = (id: string, numbers: readonly number[], attributes = '') =>
  `<ul data-aisle-list="${id}" ${attributes}>${numbers.map(card).join('')}</ul>`;

const openTagged = (context: BrowserContext, body: string, head = '') =>
  site.openPage(context, documentOf(CONSENT + TAG + head, body + STAY));
const tagOf = (page: Page, name: 'track', ...args: Parameters<Aisle['track']>) =>
  page.evaluate(([name, args]) => (window.aisle as unknown as Aisle)[name](...args), [name, args] as const);
/** Waits for the counts, which are made when page and worker are idle. */
const expectOutcomes = (page: Page, arm: string, counts: object) =>
  expect
    .poll(() => page.evaluate(() => (window.aisle as unknown as Aisle).status?.().outcomes))
    .toEqual({ arm, personalised: NONE, holdout: NONE, [arm]: counts });

test.each(ARMS)('outcomes of a list of the tag count for the arm: %s', async (arm, historyId) => {
  const context = await createDevice(site, historyId);
  const page = await openTagged(
    context,
    list('shelf', [1, 2, 3]) +
      list('plain', [4, 5], 'data-aisle-rank="off"') +
      `<div data-v-app>${list('vue', [6, 7])}</div>`,
  );
  await expectOutcomes(page, arm, { ...NONE, shown: 1 });
  await page.getByText('Card 2').click();
  await page.getByText('Add 3').click();
  // Opted-out lists and lists of a framework.
  await page.getByText('Card 4').click();
  await page.getByText('Card 6').click();
  await expectOutcomes(page, arm, { ...NONE, shown: 1, clicked: 2 });
  await tagOf(page, 'track', { type: 'purchase', items: [2, 4].map((number) => ({ item_id: itemId(number) })) });
  await expectOutcomes(page, arm, { shown: 1, clicked: 2, purchased: 1 });
  // Another page shows the list again.
  await expectOutcomes(await openTagged(context, list('shelf', [1, 2, 3])), arm, {
    shown: 2,
    clicked: 2,
    purchased: 1,
  });
});

test.each(ARMS)('outcomes of an aisle-slot count for the arm: %s', async (arm, historyId) => {
  const catalogue = { items: ITEMS.map((item_id) => ({ item_id, item_name: item_id })) };
  site.faults.set('/catalogue.json', {
    kind: 'body',
    body: JSON.stringify(catalogue),
    contentType: 'application/json',
  });
  const slot = `<p style="height:3000px"></p><aisle-slot data-aisle-list="next" catalogue="/catalogue.json" k="3"><template><b data-aisle-field="item_name"></b></template>${card(19)}</aisle-slot>`;
  const page = await openTagged(
    await createDevice(site, historyId),
    slot,
    '<script defer src="/aisle/aisle-slot.js"></script>',
  );
  await expectOutcomes(page, arm, { ...NONE, shown: 1 });
  expect(await page.locator('aisle-slot [data-aisle-item]').count()).toBe(arm === 'holdout' ? 1 : 3);
});

test('a device that enters the holdout loses its stored ranking', async () => {
  const context = await createDevice(site, HOLDOUT_HISTORY);
  const body = list('shelf', [1, 2, 3]) + STAY;
  const before = await site.openPage(context, documentOf(CONSENT + TAG.replace('0.5', '0'), body));
  await tagOf(before, 'track', { type: 'view_item', items: [{ item_id: itemId(3) }] });
  const storedRanking = (page: Page) => page.evaluate(() => localStorage.getItem('aisle-default-ranking'));
  await expect.poll(() => storedRanking(before)).not.toBeNull();
  await before.close();
  const page = await openTagged(context, body);
  await expect.poll(() => storedRanking(page)).toBeNull();
});

test('events of a list get the result id of the latest request', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 7);
  const [first, second, predicted, now] = await page.evaluate(async (items) => {
    const { visitor } = window;
    const click = (item_list_id: string, result_id?: string) =>
      visitor.track({
        type: 'select_item',
        item_list_id,
        items: [{ item_id: 'item-1' }],
        ...(result_id && { result_id }),
      });
    const patient = { deadlineMs: 30_000 };
    await click('camping');
    const first = await visitor.rerank(items, { ...patient, listId: 'camping' });
    await click('camping');
    await visitor.rerank(items, patient);
    await click('camping');
    await click('knitwear');
    const second = await visitor.rerank(items, { ...patient, listId: 'camping' });
    await click('camping');
    await click('camping', 'p-mine');
    const predicted = await visitor.predict({ ...patient, listId: 'next' });
    await click('next');
    const now = visitor.rerankNow(items, { listId: 'knitwear' });
    await click('knitwear');
    return [first, second, predicted, now].map(({ resultId }) => resultId);
  }, ITEMS);
  expect((await exported(page)).slice(1).map(({ result_id }) => result_id)).toEqual([
    undefined,
    first,
    first,
    undefined,
    second,
    'p-mine',
    predicted,
    now,
  ]);
  expect(new Set([first, second, predicted, now]).size).toBe(4);

  // The next history has a new arm, so earlier results must not be named.
  await page.evaluate(() => window.visitor.erase());
  await page.evaluate(() =>
    window.visitor.track({ type: 'select_item', item_list_id: 'camping', items: [{ item_id: 'item-1' }] }),
  );
  expect((await exported(page)).map(({ result_id }) => result_id)).toEqual([undefined]);
});
