import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Aisle, EventInput } from '@aisle/sdk';
import type { Decisions } from '@aisle/sdk/decide';
import type { Reports } from '@aisle/sdk/report';
import type { Page, Request } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';
import { useWeightsCdn } from '../kit/weightsCdn.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);
const DAY_MS = 86_400_000;

const dayOf = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10);
const declaration = {
  version: 1,
  currency: 'EUR',
  defaults: { caps: { perSession: 5, perWeek: 5 }, dismissalDays: 30, cooldownHours: 0, secondsOnSite: 0 },
  // Practically every device is treated, so that both shoppers are in the same group.
  holdout: { share: 1e-9, salt: 'spring-2027' },
  interventions: [
    {
      id: 'hint',
      kind: 'hint',
      placements: ['cart'],
      cost: 0,
      value: 4,
      goal: { event: 'purchase', withinHours: 24 },
      creative: { en: { title: 'Hello' } },
    },
  ],
  report: { intervention: 'hint', epsilon: 4, from: dayOf(10), until: dayOf(4), sendWithinHours: 24 * 20 },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-report-'));
  await writeFile(join(folder, 'interventions.json'), JSON.stringify(declaration));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => cdn.publish({ seed: 1 }, {}, { interventions: join(folder, 'interventions.json') }));

const shop = () =>
  documentOf(
    `<script src="/aisle/aisle.js" data-manifest="/weights/stable.json" data-public-key="${cdn.key.publicKey}" data-automation="record" data-tier="light"></script>
    <script src="/aisle/aisle-decide.js"></script><script src="/aisle/aisle-report.js"></script>`,
  );

/**
 * Single random numbers, which noise and times use, are the same for every shopper. .1 sets the bit of the true bucket, and
 * with ε = 4 no other. The time is two of twenty days after the period, so it has passed.
 */
const FIXED_NOISE = `{
  const real = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = (numbers) => numbers.length === 1 ? numbers.fill(0.1 * 2 ** 32) : real(numbers);
}`;

type Visitor = Aisle & Decisions & { readonly reports: Reports };

const items = [{ item_id: 'item-1' }];
const timestampMs = Date.now() - 5 * DAY_MS;
const PURCHASE: EventInput = { type: 'purchase', items, timestampMs };
const CART: EventInput = { type: 'add_to_cart', items, timestampMs };

/** A visit after the period, of a shopper with this event in it. @returns every request that it made */
async function visit(event: EventInput, { consents = true, optsIn = true } = {}) {
  const context = await site.newContext();
  await context.addInitScript(FIXED_NOISE);
  await context.addCookies([{ name: 'shopper', value: '1', url: site.server.origin }]);
  const requests: Request[] = [];
  context.on('request', (request) => requests.push(request));
  await context.route('**/reports', (route) => route.fulfill({ status: 204 }));
  const page = await site.openPage(context, shop());
  const optedIn = await page.evaluate(
    async ([input, grants, opts]) => {
      const aisle = window.aisle as unknown as Visitor;
      if (grants) await aisle.setConsent('granted');
      await aisle.whenReady();
      void aisle.track(input);
      if (grants) await aisle.coins({ deadlineMs: 30_000 });
      return opts ? aisle.reports.optIn({ endpoint: '/reports' }) : undefined;
    },
    [event, consents, optsIn] as const,
  );
  const sent = () => requests.filter((request) => request.method() === 'POST');
  if (optedIn) await expect.poll(() => sent().length, { timeout: 20_000 }).toBe(1);
  await page.waitForLoadState('networkidle');
  return { page, optedIn, requests, sent };
}

/** Method, path and bytes of each request. */
const shapeOf = (requests: readonly Request[]) =>
  requests.map((request) => {
    const path = new URL(request.url()).pathname.replace(/\/page-\d+/, '/page');
    return `${request.method()} ${path} ${request.postData()?.length ?? 0}`;
  });

const stored = (page: Page) =>
  page.evaluate(() => (window.aisle as unknown as Visitor).changeDecisions((rows) => ({ result: rows })));

test('two shoppers with different outcomes make the same requests, except for one symbol', async () => {
  const [bought, left] = [await visit(PURCHASE), await visit(CART)];
  expect(shapeOf(bought.requests)).toEqual(shapeOf(left.requests));
  const bodies = [bought, left].map(({ sent }) => JSON.parse(sent()[0]!.postData()!));
  const common = { intervention: 'hint', until: declaration.report.until, group: 'treated' };
  expect(bodies).toEqual([
    { ...common, bits: '010' },
    { ...common, bits: '100' },
  ]);
  const headers = await Promise.all([bought, left].map(async ({ sent }) => sent()[0]!.allHeaders()));
  expect(headers[0]).toEqual(headers[1]);
  expect(headers[0]).not.toHaveProperty('cookie');
  expect(headers[0]).not.toHaveProperty('referer');
  const dueTimes = await Promise.all(
    [bought, left].map(async ({ page }) => (await stored(page))!.flatMap(({ report }) => report?.dueMs ?? [])),
  );
  expect(dueTimes[0]).toEqual(dueTimes[1]);
  expect(dueTimes[0]).toHaveLength(1);
}, 60_000);

test('without opt-in or consent, no report is sent', async () => {
  const without = await visit(PURCHASE, { optsIn: false });
  expect(without.sent()).toEqual([]);
  expect(await stored(without.page)).toEqual([]);
  const refused = await visit(PURCHASE, { consents: false });
  expect(refused.optedIn).toBe(false);
  expect(refused.sent()).toEqual([]);
}, 60_000);

test('a later page sends no second report, and an erasure forgets the opt-in', async () => {
  const { page, sent } = await visit(PURCHASE);
  await page.reload();
  const again = await page.evaluate(async () => {
    const aisle = window.aisle as unknown as Visitor;
    await aisle.setConsent('granted');
    await aisle.whenReady();
    const before = await aisle.reports.optedIn();
    await aisle.erase();
    return [before, await aisle.reports.optedIn()];
  });
  expect(again).toEqual([true, false]);
  expect(await stored(page)).toEqual([]);
  await page.waitForLoadState('networkidle');
  expect(sent()).toHaveLength(1);
}, 60_000);

test('coins are empty before consent and do not change with events', async () => {
  const page = await site.openPage(undefined, shop());
  const coins = await page.evaluate(async () => {
    const aisle = window.aisle as unknown as Visitor;
    const before = await aisle.coins();
    await aisle.setConsent('granted');
    await aisle.whenReady();
    const first = await aisle.coins({ deadlineMs: 30_000 });
    await aisle.track({ type: 'purchase', items: [{ item_id: 'item-1' }] });
    return [before, first, await aisle.coins({ deadlineMs: 30_000 })];
  });
  expect(coins).toEqual([{}, { all: 'treated', hint: 'treated' }, { all: 'treated', hint: 'treated' }]);
}, 60_000);
