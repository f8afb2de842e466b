import { expect, test } from 'vitest';
import { documentOf, exported, itemId, startAisle, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
const DEPARTURES = 20;

/** The same server under another host: another site, so that leaving ends the page for good. */
const elsewhere = () => `${site.server.origin.replace('localhost', '127.0.0.1')}/elsewhere`;

test.each(['click', 'pagehide'] as const)(`events tracked in a %s handler while the page is left are stored (${DEPARTURES} times)`, async (moment) => {
  site.faults.set('/elsewhere', { kind: 'body', body: documentOf(''), contentType: 'text/html' });
  const page = await site.openPage();
  const shop = page.url();
  for (let n = 1; n <= DEPARTURES; n++) {
    if (n > 1) await page.goto(shop);
    await startAisle(page);
    await page.evaluate(
      ([moment, item_id, href]) => {
        const link = document.body.appendChild(document.createElement('a'));
        link.href = href;
        link.textContent = 'leave';
        (moment === 'click' ? link : window).addEventListener(moment, () => {
          void window.visitor.track({ type: 'select_item', items: [{ item_id }], item_list_id: 'left' });
        });
      },
      [moment, itemId(n), elsewhere()] as const,
    );
    await page.getByText('leave').click();
    await page.waitForURL(elsewhere());
  }
  await page.goto(shop);
  await startAisle(page);
  const stored = (await exported(page)).map((event) => ('items' in event ? event.items[0]!.item_id : undefined));
  expect(stored).toEqual(Array.from({ length: DEPARTURES }, (_, i) => itemId(i + 1)));
});
