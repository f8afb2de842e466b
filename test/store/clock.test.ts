import { expect, test } from 'vitest';
import { exported, predict, startAisle, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();
const DAY_MS = 86_400_000;

/** What the page's scripts and the SDK get for the time, from before the first of them runs. The worker does not ask. */
const setBack = (days: number) => `{
  const behindMs = ${days * DAY_MS};
  const RealDate = Date;
  Date = class extends RealDate {
    constructor(...given) { given.length === 0 ? super(RealDate.now() - behindMs) : super(...given); }
    static now() { return RealDate.now() - behindMs; }
  };
}`;

test.each([90, 365])(
  'a clock set back by %i days: events keep the order in which they were told, none is taken for old, and lists are ranked',
  async (days) => {
    const context = await site.newContext();
    const page = await site.openPage(context);
    await startAisle(page);
    await view(page, 1, 2);
    const behind = await context.newPage();
    await behind.addInitScript(setBack(days));
    await behind.goto(page.url());
    await startAisle(behind);
    await view(behind, 3, 4);
    // The tab with the right clock is still open, and writes in between.
    await view(page, 5);
    await view(behind, 6);
    const events = await exported(behind);
    expect(events).toMatchObject([1, 2, 3, 4, 5, 6].map(viewOf));
    expect((events[1]!.timestampMs - events[2]!.timestampMs) / DAY_MS).toBeCloseTo(days, 1);
    // Another page view deletes what is old by its own clock.
    await behind.reload();
    await startAisle(behind);
    expect(await exported(behind)).toEqual(events);
    expect((await predict(behind)).items).toHaveLength(10);
    await startAisle(page);
    // Set right again, the clock takes for old what bears a date older than the retention of 180 days; nothing else.
    const kept = days < 180 ? [1, 2, 3, 4, 5, 6] : [1, 2, 5];
    await expect.poll(async () => (await exported(page)).length).toBe(kept.length);
    expect(await exported(page)).toMatchObject(kept.map(viewOf));
    expect((await predict(page)).items).toHaveLength(10);
  },
);
