import type { Aisle } from '@aisle/sdk';
import type { Decisions } from '@aisle/sdk/decide';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();

type TagWithDecisions = Aisle & Decisions;

const TAG = '<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record"></script>';
const DECIDE = '<script src="/aisle/aisle-decide.js"></script>';

test.each([
  ['before the tag', DECIDE + TAG],
  ['after the tag', TAG + DECIDE],
])('intent answers with aisle-decide.js %s', async (_, scripts) => {
  const page = await site.openPage(undefined, documentOf(scripts));
  const answer = await page.evaluate(async () => {
    const aisle = window.aisle as TagWithDecisions;
    const { reason: before } = await aisle.intent();
    await aisle.setConsent('granted');
    await aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] });
    const { durationMs, ...after } = await aisle.intent({ deadlineMs: 30_000 });
    return { before, after, timed: durationMs > 0 };
  });
  expect(answer).toEqual({ before: 'no-consent', after: { missing: {}, reason: 'no-head' }, timed: true });
});

test('without the tag, intent has the reason not-loaded at its deadline', async () => {
  const page = await site.openPage(undefined, documentOf(DECIDE));
  const answer = await page.evaluate(() => {
    const tag = (window as unknown as Record<symbol, Decisions>)[Symbol.for('aisle')]!;
    return tag.intent({ deadlineMs: 50 });
  });
  expect(answer).toEqual({ missing: {}, reason: 'not-loaded', durationMs: 50 });
});

test('without aisle-decide.js, the tag has no intent', async () => {
  const page = await site.openPage(undefined, documentOf(TAG));
  expect(await page.evaluate(() => 'intent' in window.aisle!)).toBe(false);
});
