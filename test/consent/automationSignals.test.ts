import type { EventInput } from '@aisle/sdk';
import type { BrowserContext } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, exported, itemId, startAisle, track, useAisleSite } from '../kit/aislePage.js';

// Without this flag, `navigator.webdriver` is true.
const site = useAisleSite({ args: ['--disable-blink-features=AutomationControlled'] });

const cart = (number: number): EventInput => ({ type: 'add_to_cart', items: [{ item_id: itemId(number) }] });

/**
 * A page that adds four items to the cart by script, one after the other or without waiting for the results.
 * Playwright's input would count as a person's.
 */
const scriptedPage = (withoutWaiting: boolean) =>
  documentOf(
    `<script type="module">
    import { createAisle } from "/aisle/index.js";
    const visitor = createAisle({ manifestUrl: '/model/manifest.json', worker: '/aisle/aisle-worker.js', tier: 'light' });
    const before = visitor.status().automation;
    await visitor.setConsent('granted');
    const results = [await visitor.track({ type: 'view_item', items: [{ item_id: 'item-1' }] })];
    for (const item_id of ['item-2', 'item-3', 'item-4', 'item-5']) {
      const result = visitor.track({ type: 'add_to_cart', items: [{ item_id }] });
      results.push(${withoutWaiting ? '' : 'await '}result);
      // ${withoutWaiting ? 'Writes do not complete during this time.' : 'Time between two gestures.'}
      ${withoutWaiting ? 'const endMs = Date.now() + 60; while (Date.now() < endMs);' : 'await new Promise((resolve) => setTimeout(resolve, 100));'}
    }
    const answers = await Promise.all(results);
    const { automation, storedEvents } = visitor.status();
    const events = (await visitor.export()).events.map((event) => event.items[0].item_id);
    const { reason } = await visitor.rerank(['item-1', 'item-2'], { deadlineMs: 30000 });
    console.log(JSON.stringify({ before, stored: answers.map(({ stored, reason }) => reason ?? stored), automation, storedEvents, events, reason }));
  </script>`,
  );

async function actByScript(context: BrowserContext, withoutWaiting = false): Promise<unknown> {
  const report = new Promise<string>((resolve) =>
    context.on('console', (message) => message.text().startsWith('{') && resolve(message.text())),
  );
  await site.openPage(context, scriptedPage(withoutWaiting));
  return JSON.parse(await report);
}

test('click events without input discard the visit', async () => {
  expect(await actByScript(await site.newContext())).toEqual({
    before: { detected: false, policy: 'ignore', ignoring: false },
    stored: [true, true, true, true, 'automation'],
    automation: { detected: true, signal: 'no-input', policy: 'ignore', ignoring: true },
    storedEvents: 0,
    events: [],
    reason: 'cold-start',
  });
});

test('events still being written at the detection are removed too', async () => {
  expect(await actByScript(await site.newContext(), true)).toMatchObject({
    stored: [true, 'automation', 'automation', 'automation', 'automation'],
    events: [],
    reason: 'cold-start',
  });
});

test("a person's earlier history stays after a program is detected", async () => {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await startAisle(page, { automation: 'ignore' });
  await page.mouse.click(10, 10);
  for (const number of [1, 2, 3, 4, 5]) expect(await track(page, cart(number))).toMatchObject({ stored: true });
  expect(await actByScript(context)).toMatchObject({
    automation: { signal: 'no-input' },
    events: [1, 2, 3, 4, 5].map(itemId),
    storedEvents: 5,
  });
  expect(await exported(page)).toHaveLength(5);
});
