import { expect, test } from 'vitest';
import { createAisle, documentOf, exported, itemId, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
const DEPARTURES = 20;

/** The same server under another host: another site, so that leaving ends the page for good. */
const elsewhere = () => `${site.server.origin.replace('localhost', '127.0.0.1')}/elsewhere`;

test(`what a click and a pagehide handler track while the page is left is stored (${DEPARTURES} departures)`, async () => {
  site.faults.set('/elsewhere', { kind: 'body', body: documentOf(''), contentType: 'text/html' });
  const page = await site.openPage();
  const shop = page.url();
  for (let n = 1; n <= DEPARTURES; n++) {
    if (n > 1) await page.goto(shop);
    await createAisle(page);
    // The database is open by then; a page that is left sooner has shown nothing yet.
    await page.waitForFunction(() => window.visitor.status().storedEvents !== undefined);
    await page.evaluate(
      ([item_id, href]) => {
        const link = document.body.appendChild(document.createElement('a'));
        link.href = href;
        link.textContent = 'leave';
        const trackOn = (target: EventTarget, moment: string) =>
          target.addEventListener(moment, () => {
            void window.visitor.track({ type: 'select_item', items: [{ item_id }], item_list_id: moment });
          });
        trackOn(link, 'click');
        trackOn(window, 'pagehide');
      },
      [itemId(n), elsewhere()] as const,
    );
    await page.getByText('leave').click();
    await page.waitForURL(elsewhere());
  }
  await page.goto(shop);
  await createAisle(page);
  const stored = (await exported(page)).map((event) => (event.type === 'select_item' ? `${event.items[0]!.item_id} ${event.item_list_id}` : event.type));
  expect(stored).toEqual(Array.from({ length: DEPARTURES }, (_, i) => [`${itemId(i + 1)} click`, `${itemId(i + 1)} pagehide`]).flat());
});
