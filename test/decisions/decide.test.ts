import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { track, useAisleSite, view } from '../kit/aislePage.js';
import { useDecisionFiles } from '../kit/decisionFiles.js';
import { DECISIONS_PAGE } from '../kit/decisionsPage.js';
import { useWeightsCdn } from '../kit/weightsCdn.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);
const CAPS = { perSession: 2, perWeek: 3 };
useDecisionFiles(
  cdn,
  CAPS,
  ['cart', 'home', 'product', 'order'].map((placement) => ({
    id: `hint-${placement}`,
    kind: 'hint',
    placements: [placement],
    creative: { en: { title: 'Free shipping from 50 €' } },
  })),
);

async function openShop(context?: Page, encrypted = false): Promise<Page> {
  const page = await site.openPage(context?.context(), DECISIONS_PAGE);
  await cdn.start(page, { encrypted });
  await page.waitForFunction(() => 'addDecisions' in window);
  return page;
}
const addToCart = (page: Page) =>
  track(page, { type: 'add_to_cart', items: [{ item_id: 'item-2', price: 10, quantity: 1 }], currency: 'EUR' });
/** What a page sees of a decision, without its functions and times. */
const decideOn = (page: Page, placement = 'cart') =>
  page.evaluate(async (placement) => {
    const { decisionId, act, reason, probability, intervention } = await window
      .addDecisions(window.visitor)
      .decide({ placement, deadlineMs: 30_000 });
    return { decisionId, act, reason, probability, id: intervention?.id };
  }, placement);
const answerOn = (page: Page, placement: string, answer: 'shown' | 'accepted' | 'dismissed') =>
  page.evaluate(
    async ([placement, answer]) => (await window.addDecisions(window.visitor).decide({ placement }))[answer](),
    [placement, answer] as const,
  );
const storedOn = (page: Page) => page.evaluate(async () => (await window.visitor.export()).decisions);

test('an offer follows the cart, is the same within a page view, and is counted once it is shown', async () => {
  const page = await openShop();
  expect(await decideOn(page)).toMatchObject({ act: false, reason: 'cold-start' });
  await view(page, 1);
  expect(await decideOn(page)).toMatchObject({ act: false, reason: 'not-eligible' });
  await addToCart(page);
  const offer = await decideOn(page);
  expect(offer).toMatchObject({ act: true, reason: 'chosen', probability: 1, id: 'hint-cart' });
  expect(await decideOn(page)).toEqual(offer);
  expect(await answerOn(page, 'cart', 'shown')).toBe(true);
  expect(await storedOn(page)).toEqual([
    expect.objectContaining({ decisionId: offer.decisionId, intervention: 'hint-cart', shownMs: expect.any(Number) }),
  ]);
});

test('a dismissed offer, a muted one and all muted stay away on the next page', async () => {
  const first = await openShop();
  await addToCart(first);
  await decideOn(first);
  await answerOn(first, 'cart', 'shown');
  await answerOn(first, 'cart', 'dismissed');
  const second = await openShop(first);
  expect(await decideOn(second)).toMatchObject({ act: false, reason: 'dismissed' });
  const mute = (id: string) => second.evaluate((id) => window.addDecisions(window.visitor).interventions.mute(id), id);
  await mute('hint-home');
  expect(await decideOn(second, 'home')).toMatchObject({ act: false, reason: 'dismissed' });
  expect(await decideOn(second, 'product')).toMatchObject({ act: true });
  await mute('all');
  expect(await decideOn(second, 'product')).toMatchObject({ act: false, reason: 'dismissed' });
});

test('the list names every intervention and what the shopper has muted', async () => {
  const page = await openShop();
  await view(page, 1);
  const list = () =>
    page.evaluate(async () => {
      const { interventions } = window.addDecisions(window.visitor);
      return (await interventions.list()).map(({ id, kind, muted }) => `${id} ${kind} ${muted}`);
    });
  await page.evaluate(() => window.addDecisions(window.visitor).interventions.mute('hint-home'));
  const expected = ['hint-cart hint false', 'hint-home hint true', 'hint-product hint false', 'hint-order hint false'];
  expect(await list()).toEqual(expected);
  await page.evaluate(() => window.addDecisions(window.visitor).interventions.mute('all'));
  expect(await list()).toEqual(expected.map((line) => line.replace('false', 'true')));
});

test('an erase forgets decisions, and without consent nothing is decided or stored', async () => {
  const page = await openShop();
  await addToCart(page);
  await decideOn(page);
  expect(await storedOn(page)).toHaveLength(1);
  await page.evaluate(() => window.visitor.erase());
  expect(await storedOn(page)).toEqual([]);
  await page.evaluate(() => window.visitor.setConsent('denied'));
  const other = await openShop(page);
  await other.evaluate(() => window.visitor.setConsent('denied'));
  expect(await decideOn(other)).toMatchObject({ act: false, reason: 'no-consent' });
  expect(await storedOn(other)).toEqual([]);
});

test('an encrypted history decides as a plain one, and its decisions are not readable', async () => {
  const first = await openShop(undefined, true);
  await addToCart(first);
  expect(await decideOn(first)).toMatchObject({ act: true, id: 'hint-cart' });
  await answerOn(first, 'cart', 'shown');
  await answerOn(first, 'cart', 'dismissed');
  const rows = await first.evaluate(
    () =>
      new Promise<object[]>((resolve, reject) => {
        const opened = indexedDB.open('aisle-default');
        opened.onerror = () => reject(opened.error);
        opened.onsuccess = () => {
          const all = opened.result.transaction('decisions').objectStore('decisions').getAll();
          all.onsuccess = () => resolve(all.result);
        };
      }),
  );
  expect(rows.map((row) => Object.keys(row))).toEqual([['timestampMs', 'encrypted']]);
  expect(await decideOn(await openShop(first, true))).toMatchObject({ act: false, reason: 'dismissed' });
  // Without the key, the page cannot know what the shopper has closed.
  expect(await decideOn(await openShop(first), 'home')).toMatchObject({ act: false });
});

/** The long form has 1,000. */
const RACES = process.env.AISLE_LONG ? 1_000 : 24;

test.each([
  ['plain', RACES],
  ['encrypted', RACES / 2],
] as const)(
  'caps of %s decisions hold in %i races of two tabs',
  { timeout: RACES * 400 + 60_000 },
  async (rows, races) => {
    const isEncrypted = rows === 'encrypted';
    const tabs = [await openShop(undefined, isEncrypted)];
    tabs.push(await openShop(tabs[0], isEncrypted));
    await addToCart(tabs[0]!);
    await view(tabs[1]!, 1);
    let exceeded = 0;
    for (let race = 0; race < races; race++) {
      // Four placements at once, two in each tab. The caps have two places.
      const shown = await Promise.all(
        tabs.map((tab, i) =>
          tab.evaluate(
            async (placements) => {
              const { decide } = window.addDecisions(window.visitor);
              const offers = await Promise.all(
                placements.map((placement) => decide({ placement, deadlineMs: 30_000 })),
              );
              const shown = await Promise.all(offers.map((offer) => offer.shown()));
              return shown.filter(Boolean).length;
            },
            i === 0 ? ['cart', 'home'] : ['product', 'order'],
          ),
        ),
      );
      const total = shown[0]! + shown[1]!;
      if (total > CAPS.perSession) exceeded++;
      expect(total).toBeGreaterThan(0);
      // The next race begins with an empty store and new page views.
      for (const tab of tabs)
        await tab.evaluate(async () => {
          for (const { decisionId } of (await window.visitor.export()).decisions)
            await window.visitor.changeDecisions(() => ({ remove: decisionId, result: undefined }));
          await window.addDecisions(window.visitor).interventions.mute('none');
        });
    }
    expect(exceeded).toBe(0);
  },
);
