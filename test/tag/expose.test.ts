import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, itemId, useAisleSite, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

const tagWith = (attributes: string) =>
  documentOf(
    `<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record" data-tier="light" ${attributes}></script>`,
  );

/** The results that a script of the page gets from the global and from its queue. */
const take = (page: Page) =>
  page.evaluate(async (event) => {
    type Global = Window['visitor'] & { queue: { push(call: object): void } };
    const { aisle } = window as unknown as { aisle: Global };
    await aisle.setConsent('granted');
    await aisle.track(event);
    const queued = (name: string) =>
      new Promise((resolve) =>
        aisle.queue.push({ name, args: [], resolve, reject: (error: Error) => resolve(error.message) }),
      );
    return {
      methods: ['export', 'profile'].map((name) => typeof (aisle as unknown as Record<string, unknown>)[name]),
      exported: await queued('export'),
      profile: await queued('profile'),
    };
  }, viewOf(1));

test('scripts of the page cannot read the history by default', async () => {
  expect(await take(await site.openPage(undefined, tagWith('')))).toEqual({
    methods: ['undefined', 'undefined'],
    exported: 'aisle.export is not exposed: add it to data-expose.',
    profile: 'aisle.profile is not exposed: add it to data-expose.',
  });
});

test('data-expose allows scripts of the page to read the history', async () => {
  const found = await take(await site.openPage(undefined, tagWith('data-expose="export profile"')));
  expect(found).toMatchObject({
    methods: ['function', 'function'],
    exported: {
      schemaVersion: 1,
      namespace: 'default',
      events: [{ type: 'view_item', items: [{ item_id: itemId(1) }] }],
    },
    profile: { events: 1, activity: { sessions: 1 } },
  });
});

test('data-event-types excludes other event types', async () => {
  const page = await site.openPage(undefined, tagWith('data-event-types="purchase"'));
  const result = await page.evaluate(async (event) => {
    const { aisle } = window as unknown as { aisle: Window['visitor'] };
    await aisle.setConsent('granted');
    return aisle.track(event);
  }, viewOf(1));
  expect(result).toEqual({ stored: false, reason: 'type-excluded' });
});
