import { expect, test } from 'vitest';
import { exported, predict, startAisle, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();
const DAY_MS = 86_400_000;

/** A script that sets the page's clock back, before other scripts run. The worker does not read the clock. */
const setBack = (days: number) => `{
  const behindMs = ${days * DAY_MS};
  const RealDate = Date;
  Date = class extends RealDate {
    constructor(...given) { given.length === 0 ? super(RealDate.now() - behindMs) : super(...given); }
    static now() { return RealDate.now() - behindMs; }
  };
}`;

test.each([90, 365])('with a clock set back by %i days, events keep their order', async (days) => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await startAisle(page);
  await view(page, 1, 2);
  const behind = await context.newPage();
  await behind.addInitScript(setBack(days));
  await behind.goto(page.url());
  await startAisle(behind);
  await view(behind, 3, 4);
  // The tab with the right clock is still open and also writes.
  await view(page, 5);
  await view(behind, 6);
  const events = await exported(behind);
  expect(events).toMatchObject([1, 2, 3, 4, 5, 6].map(viewOf));
  expect((events[1]!.timestampMs - events[2]!.timestampMs) / DAY_MS).toBeCloseTo(days, 1);
  // Another page view deletes events that are old by its clock.
  await behind.reload();
  await startAisle(behind);
  expect(await exported(behind)).toEqual(events);
  expect((await predict(behind)).items).toHaveLength(10);
  await startAisle(page);
  // With the right clock again, only events with times before the retention of 180 days are deleted.
  const kept = days < 180 ? [1, 2, 3, 4, 5, 6] : [1, 2, 5];
  await expect.poll(async () => (await exported(page)).length).toBe(kept.length);
  expect(await exported(page)).toMatchObject(kept.map(viewOf));
  expect((await predict(page)).items).toHaveLength(10);
});
