import { seededRandom } from '@aisle/core';
import { expect } from 'vitest';
import { type AisleSite, exported, startAisle } from '../kit/aislePage.js';

/** Long enough for several disk pages, so that a torn record is detected. */
const FILLER = 'x'.repeat(180);

/** The text of the nth event. It is complete only if all of it was written. */
const termOf = (n: number) => `${n} ${FILLER} ${n}`;

/** Kills the tab and Chromium's spare process for the next tab. Returns when the browser has detected it. */
async function killRenderers({ browser }: AisleSite): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const renderers = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.flatMap(({ type, id }) => (type === 'renderer' ? id : []));
  };
  const killed = await renderers();
  for (const id of killed) process.kill(id, 'SIGKILL');
  await expect
    .poll(async () => (await renderers()).filter((id) => killed.includes(id)), { timeout: 10_000 })
    .toEqual([]);
  await session.detach();
}

/** Kills a tab during a burst of events, each time in a new profile. Counts the events that a later page lacks. */
export async function killTabs(
  site: AisleSite,
  runs: number,
): Promise<{ readonly runs: number; readonly acknowledgedLost: number; readonly tornRecords: number }> {
  const random = seededRandom(20);
  let acknowledgedLost = 0;
  let tornRecords = 0;
  for (let run = 0; run < runs; run++) {
    const context = await site.newContext();
    const page = await site.openPage(context);
    const acknowledged = new Set<number>();
    const killAfter = 1 + Math.floor(random() * 150);
    const reached = new Promise<void>((resolve) => {
      void page.exposeFunction('acknowledge', (n: number) => {
        acknowledged.add(n);
        if (acknowledged.size >= killAfter) resolve();
      });
    });
    await startAisle(page);
    const crashed = page.waitForEvent('crash');
    await page.evaluate((filler) => {
      const { acknowledge } = window as unknown as { acknowledge(n: number): Promise<void> };
      let n = 0;
      // Four concurrent series of writes without end.
      const write = async (): Promise<void> => {
        const number = ++n;
        const { stored } = await window.visitor.track({ type: 'search', search_term: `${number} ${filler} ${number}` });
        if (stored) await acknowledge(number);
        return write();
      };
      for (let i = 0; i < 4; i++) void write();
    }, FILLER);
    await reached;
    await killRenderers(site);
    await crashed;

    const reopened = await site.openPage(context);
    await startAisle(reopened);
    const terms = (await exported(reopened)).map((event) => ('search_term' in event ? event.search_term : event.type));
    const rows = await reopened.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const request = indexedDB.open('aisle-default');
          request.onerror = () => reject(request.error);
          request.onsuccess = () => {
            const counting = request.result.transaction('events').objectStore('events').count();
            counting.onsuccess = () => resolve(counting.result);
          };
        }),
    );
    acknowledgedLost += [...acknowledged].filter((n) => !terms.includes(termOf(n))).length;
    // `export` omits invalid events. Its events must be the first ones, complete and in order.
    tornRecords += rows - terms.filter((term, i) => term === termOf(i + 1)).length;
    await context.close();
  }
  return { runs, acknowledgedLost, tornRecords };
}
