import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { exported, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();
const DAY_MS = 86_400_000;

/** A script that sets the page's clock ahead, or back by a negative number of days, before other scripts run. */
const setAhead = (days: number) => `{
  const aheadMs = ${days * DAY_MS};
  const RealDate = Date;
  Date = class extends RealDate {
    constructor(...given) { given.length === 0 ? super(RealDate.now() + aheadMs) : super(...given); }
    static now() { return RealDate.now() + aheadMs; }
  };
}`;

const storedEvents = (page: Page) => page.evaluate(() => window.visitor.status().storedEvents);
const refusalOf = (page: Page, timestampMs: number) =>
  page.evaluate(
    (event) =>
      window.visitor.track(event).then(
        () => 'stored',
        (error: Error) => error.message,
      ),
    { ...viewOf(1), timestampMs },
  );

test('times in seconds and microseconds are refused, not deleted later', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const nowMs = Date.now();
  expect(await refusalOf(page, Math.floor(nowMs / 1000))).toMatch(/which looks like seconds\.$/);
  expect(await refusalOf(page, nowMs * 1000)).toMatch(/which looks like microseconds\.$/);
  expect(await refusalOf(page, 1.79e308)).toMatch(/found 1\.79e\+308\.$/);
  expect(await refusalOf(page, nowMs - 181 * DAY_MS)).toMatch(/^Event refused: timestampMs/);
  expect(await track(page, { ...viewOf(2), timestampMs: nowMs - 179 * DAY_MS })).toMatchObject({ stored: true });
  await page.reload();
  await startAisle(page);
  expect(await exported(page)).toMatchObject([viewOf(2)]);
});

test('events of a device with a clock of 1996 are kept', async () => {
  const page = await (await site.newContext()).newPage();
  await page.addInitScript(setAhead(-30 * 365));
  await page.goto(
    site.addPage('<script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>'),
  );
  await startAisle(page);
  await view(page, 1, 2);
  await page.reload();
  await startAisle(page);
  expect(await exported(page)).toMatchObject([1, 2].map(viewOf));
});

test('a clock that was ahead once deletes nothing, and its events get the right time', async () => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await startAisle(page);
  await view(page, 1, 2);
  const ahead = await context.newPage();
  await ahead.addInitScript(setAhead(400));
  await ahead.goto(page.url());
  await startAisle(ahead);
  await view(ahead, 3);
  await ahead.reload();
  expect((await startAisle(ahead)).storedEvents).toBe(3);
  await ahead.close();
  await page.reload();
  expect((await startAisle(page)).storedEvents).toBe(3);
  const events = await exported(page);
  expect(events).toMatchObject([1, 2, 3].map(viewOf));
  expect(events[2]!.timestampMs).toBeLessThanOrEqual(Date.now());
});

test('after a long break, old events are deleted a day after the return', async () => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await startAisle(page);
  await view(page, 1, 2);
  const visit = async (days: number) => {
    const later = await context.newPage();
    await later.addInitScript(setAhead(days));
    await later.goto(page.url());
    await startAisle(later);
    const events = await exported(later);
    await view(later, 3);
    await later.close();
    return events.length;
  };
  expect([await visit(400), await visit(400.5), await visit(401.5)]).toEqual([2, 3, 2]);
});

test('the count follows retention by bytes, in every tab', async () => {
  const context = await site.newContext();
  const [a, b] = [await site.openPage(context), await site.openPage(context)];
  const retention = { maxBytes: 2000 };
  for (const tab of [a, b]) await startAisle(tab, { retention });
  for (let n = 1; n <= 30; n++) await view(a, n);
  const rows = (await exported(a)).length;
  expect(rows).toBeLessThan(30);
  for (const tab of [a, b]) await expect.poll(() => storedEvents(tab)).toBe(rows);
});

test('after the storage was cleared, the count begins again', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1, 2, 3);
  const cleared = await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.deleteDatabase('aisle-default').onsuccess = () => resolve(true);
      }),
  );
  expect(cleared).toBe(true);
  await view(page, 4);
  expect(await storedEvents(page)).toBe(1);
  expect(await exported(page)).toMatchObject([viewOf(4)]);
});
