import { type AisleSite, createAisle, documentOf, exported, itemId } from '../kit/aislePage.js';

const MOMENTS = ['click', 'pagehide'] as const;

/**
 * Navigates to another site and tracks an event at the click and one at `pagehide`.
 *
 * @returns a line for each lost event, and whether the others are in order
 */
export async function leavePages(
  site: AisleSite,
  runs: number,
  encrypted = false,
): Promise<{ readonly losses: string[]; readonly inOrder: boolean }> {
  // The same server under another host. It is another site, so the navigation unloads the page.
  const elsewhere = `${site.server.origin.replace('localhost', '127.0.0.1')}/elsewhere`;
  site.faults.set('/elsewhere', { kind: 'body', body: documentOf(''), contentType: 'text/html' });
  const retention = { maxEvents: 3 * runs };
  const page = await site.openPage();
  const shop = page.url();
  for (let n = 1; n <= runs; n++) {
    if (n > 1) await page.goto(shop);
    await createAisle(page, { retention, encrypted });
    // Waits until the database is open. A shopper cannot leave a page earlier.
    await page.waitForFunction(() => window.visitor.status().storedEvents !== undefined);
    await page.evaluate(
      ([item_id, href]) => {
        const link = document.body.appendChild(document.createElement('a'));
        link.href = href;
        link.textContent = 'leave';
        const trackOn = (target: EventTarget, moment: string) =>
          target.addEventListener(moment, () => {
            const record = (what: string) => localStorage.setItem(`${item_id} ${moment}`, what);
            window.visitor
              .track({ type: 'select_item', items: [{ item_id }], item_list_id: moment })
              .then((result) => record(JSON.stringify(result)), String);
            // After `track`, so that it does not delay the event.
            record('tracked, not acknowledged before the page was gone');
          });
        trackOn(link, 'click');
        trackOn(window, 'pagehide');
      },
      [itemId(n), elsewhere] as const,
    );
    await page.getByText('leave').click();
    await page.waitForURL(elsewhere);
  }
  await page.goto(shop);
  await createAisle(page, { retention, encrypted });
  const stored = (await exported(page)).map((event) =>
    event.type === 'select_item' ? `${event.items[0]!.item_id} ${event.item_list_id}` : event.type,
  );
  const expected = Array.from({ length: runs }, (_, i) => MOMENTS.map((moment) => `${itemId(i + 1)} ${moment}`)).flat();
  const notes = await page.evaluate(() => ({ ...localStorage }) as Record<string, string>);
  const kept = new Set(stored);
  const missing = expected.filter((event) => !kept.has(event));
  return {
    losses: missing.map((event) => `${event}: ${notes[event] ?? 'its handler never ran'}`),
    inOrder: stored.join('\n') === expected.filter((event) => kept.has(event)).join('\n'),
  };
}
