import type { Estimate } from '@aisle/sdk/decide';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { renew } from '../../packages/cli/src/publishing/index.js';
import { track, useAisleSite, view } from '../kit/aislePage.js';
import { DECISIONS_PAGE } from '../kit/decisionsPage.js';
import { useWeightsCdn } from '../kit/weightsCdn.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);

const HEADS = [
  {
    target: 'purchase-in-session',
    bias: 0,
    features: { views: 1 },
    reliability: { baseRate: 0.1, bins: [{ upTo: 1, low: 0.5, high: 0.9 }] },
  },
  { target: 'cart-completion', bias: 0 },
  { target: 'order-within-30', bias: Math.log(1 / 3) },
] as const;

/** The weight of one feature is rounded to 8 bits, so that a probability differs by at most 0.001. */
const DIGITS = 2;
const estimate = (probability: number, events: number, low = 0, high = 1): Estimate => ({
  probability: expect.closeTo(probability, DIGITS),
  low: expect.closeTo(low, DIGITS),
  high: expect.closeTo(high, DIGITS),
  events,
});

const intentOn = async (page: Page) => {
  await page.waitForFunction(() => 'addDecisions' in window);
  const { durationMs: _, ...intent } = await page.evaluate(() =>
    window.addDecisions(window.visitor).intent({ deadlineMs: 30_000 }),
  );
  return intent;
};

test('intent answers by the heads of the release and the latest event', async () => {
  const { releaseId } = await cdn.publish({ seed: 1, sessionHeads: HEADS });
  const page = await site.openPage(undefined, DECISIONS_PAGE);
  await cdn.start(page);
  expect(await intentOn(page)).toEqual({ missing: {}, reason: 'cold-start' });
  await view(page, 1, 2);
  // The weight of views is 1, so the odds are exp(log(1 + 2)) = 3.
  expect(await intentOn(page)).toEqual({
    purchaseInSession: estimate(3 / 4, 2, 0.5, 0.9),
    orderWithinDays: { 30: estimate(1 / 4, 2) },
    missing: { cartCompletion: 'empty-cart', returnOfGoods: 'no-head' },
    release: releaseId,
  });
  await track(page, { type: 'add_to_cart', items: [{ item_id: 'item-2' }] });
  expect(await intentOn(page)).toMatchObject({ cartCompletion: estimate(1 / 2, 3) });
});

test('a model of order timing answers for a shopper with an order, and the head for others', async () => {
  const parameters = [1, 9, 1, 1] as const;
  const bins = [{ upTo: 1, low: 0, high: 0.2 }];
  const calibration = { scale: 1, offset: 0 };
  await cdn.publish({
    seed: 1,
    sessionHeads: HEADS,
    orderTiming: { 30: { timing: { model: 'bgnbd', parameters, unitDays: 30 }, calibration, bins } },
  });
  const page = await site.openPage(undefined, DECISIONS_PAGE);
  await cdn.start(page);
  await view(page, 1);
  expect(await intentOn(page)).toMatchObject({ orderWithinDays: { 30: estimate(1 / 4, 1) } });
  await track(page, { type: 'purchase', transaction_id: 'T1', items: [{ item_id: 'item-1' }] });
  // Nobody has stopped before a second order, so no order in one unit of time has the chance 9 / 10.
  expect(await intentOn(page)).toMatchObject({ orderWithinDays: { 30: estimate(1 / 10, 2, 0, 0.2) } });
});

test('a release keeps the number of orders when the history has forgotten them, until an erasure', async () => {
  const calibration = { scale: 1, offset: 0 };
  const bins = [{ upTo: 1, low: 0, high: 1 }];
  // Even odds each day after one order, odds of 3 after two.
  const parameters = { fromDays: [0], logOdds: [0], ofOrders: [0, Math.log(3)] };
  const hazard = { timing: { model: 'hazard', unitDays: 1, parameters }, calibration, bins } as const;
  await cdn.publish({
    seed: 1,
    sessionHeads: [...HEADS, { target: 'order-within-7', bias: 0 }],
    orderTiming: { 7: hazard, keepsOrders: true },
  });
  const page = await site.openPage(undefined, DECISIONS_PAGE);
  await cdn.start(page, { retention: { maxEvents: 1 } });
  const buy = (id: string) => track(page, { type: 'purchase', transaction_id: id, items: [{ item_id: 'item-1' }] });
  const within7 = async () => (await intentOn(page)).orderWithinDays?.[7]?.probability;
  const keptRows = () =>
    page.evaluate(async () =>
      (await window.visitor.export()).decisions.map(({ orders }) => orders?.summary?.orderCount),
    );
  await buy('T1');
  expect(await within7()).toBeCloseTo(1 - 2 ** -7, 6);
  await buy('T2');
  expect(await within7()).toBeCloseTo(1 - 4 ** -7, 6);
  expect(await keptRows()).toEqual([2]);
  await page.evaluate(() => window.visitor.erase());
  expect(await keptRows()).toEqual([]);
  await buy('T3');
  expect(await within7()).toBeCloseTo(1 - 2 ** -7, 6);
});

test('a renewed pointer corrects the season, and intent requests nothing', async () => {
  await cdn.publish({ seed: 1, sessionHeads: HEADS });
  const page = await site.openPage(undefined, DECISIONS_PAGE);
  await cdn.start(page);
  await view(page, 1, 2);
  const seen = site.server.requests.length;
  expect(await intentOn(page)).toMatchObject({ purchaseInSession: estimate(3 / 4, 2, 0.5, 0.9) });
  expect(site.server.requests.slice(seen)).toEqual([]);
  await renew(site.weightsDirectory, { ...cdn.signed, intercept: Math.log(2) });
  await page.reload();
  await cdn.start(page);
  await page.evaluate(() => window.visitor.whenReady());
  // Odds 3, 1 and 9, doubled.
  await expect.poll(async () => (await intentOn(page)).purchaseInSession).toEqual(estimate(6 / 7, 2, 2 / 3, 18 / 19));
});

test('without consent there is no intent, and denied consent ends it', async () => {
  await cdn.publish({ seed: 1, sessionHeads: HEADS });
  const page = await site.openPage(undefined, DECISIONS_PAGE);
  await cdn.start(page);
  await view(page, 1);
  expect(await intentOn(page)).toHaveProperty('purchaseInSession');
  await page.evaluate(() => window.visitor.setConsent('denied'));
  expect(await intentOn(page)).toEqual({ missing: {}, reason: 'no-consent' });
});

test('a release whose heads fail their golden vectors is not used', async () => {
  await cdn.publish({
    seed: 1,
    sessionHeads: HEADS,
    alterGolden: (golden) => golden.map((vector) => ({ ...vector, heads: { purchase_in_session: 9 } })),
  });
  const page = await site.openPage(undefined, DECISIONS_PAGE);
  await cdn.start(page);
  await view(page, 1);
  expect(await intentOn(page)).toEqual({ missing: {}, reason: 'no-model' });
});
