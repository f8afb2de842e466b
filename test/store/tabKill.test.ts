import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { exported, startAisle, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
const RUNS = Number(process.env.AISLE_KILL_RUNS ?? 5);
/** Long enough to span several disk pages, so that a torn record would show. */
const FILLER = 'x'.repeat(180);

/** The text of the nth event, whole only if all of it was written. */
const termOf = (n: number) => `${n} ${FILLER} ${n}`;

/** Kills the tab, and with it the spare process that Chromium keeps for the next one; returns when the browser has noticed. */
async function killRenderers(): Promise<void> {
  const session = await site.browser.newBrowserCDPSession();
  const renderers = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.flatMap(({ type, id }) => (type === 'renderer' ? id : []));
  };
  const killed = await renderers();
  for (const id of killed) process.kill(id, 'SIGKILL');
  await expect.poll(async () => (await renderers()).filter((id) => killed.includes(id)), { timeout: 10_000 }).toEqual([]);
  await session.detach();
}

test(`a tab killed in the middle of a burst keeps every acknowledged event, whole (${RUNS} runs)`, { timeout: 60_000 + RUNS * 5_000 }, async () => {
  const random = seededRandom(20);
  for (let run = 0; run < RUNS; run++) {
    const context = await site.newContext();
    const page = await site.openPage(context);
    let acknowledged = 0;
    const killAfter = 1 + Math.floor(random() * 150);
    const reached = new Promise<void>((resolve) => {
      void page.exposeFunction('acknowledge', (n: number) => {
        acknowledged = Math.max(acknowledged, n);
        if (acknowledged >= killAfter) resolve();
      });
    });
    await startAisle(page);
    const crashed = page.waitForEvent('crash');
    await page.evaluate((filler) => {
      const { acknowledge } = window as unknown as { acknowledge(n: number): Promise<void> };
      let n = 0;
      // Several writes at a time, as a page being used writes them, and no end.
      const write = async (): Promise<void> => {
        const own = ++n;
        const { stored } = await window.visitor.track({ type: 'search', search_term: `${own} ${filler} ${own}` });
        if (stored) await acknowledge(own);
        return write();
      };
      for (let i = 0; i < 4; i++) void write();
    }, FILLER);
    await reached;
    await killRenderers();
    await crashed;

    const reopened = await site.openPage(context);
    await startAisle(reopened);
    const events = await exported(reopened);
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
    // export leaves out what is no valid event: a torn row would make the two differ.
    expect(rows).toBe(events.length);
    expect(acknowledged).toBeGreaterThanOrEqual(killAfter);
    expect(events.length).toBeGreaterThanOrEqual(acknowledged);
    expect(events.map((event) => 'search_term' in event && event.search_term)).toEqual(events.map((_, i) => termOf(i + 1)));
    await context.close();
  }
});
