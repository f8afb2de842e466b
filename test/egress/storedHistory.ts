import type { TrackedEvent } from '@aisle/core';
import type { BrowserContext } from 'playwright';

/** A file of the shop's origin that runs no script. */
const SCRIPTLESS_PATH = '/assets/icon.svg';

/** What Aisle's database holds, read without Aisle; nothing is created by asking. */
export async function readStoredEvents(context: BrowserContext, origin: string): Promise<TrackedEvent[]> {
  const page = await context.newPage();
  await page.goto(origin + SCRIPTLESS_PATH);
  const events = await page.evaluate(async (): Promise<TrackedEvent[]> => {
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === 'aisle-default')) return [];
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open('aisle-default');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const reading = opening.result.transaction('events').objectStore('events').getAll();
        reading.onsuccess = () => {
          opening.result.close();
          resolve(reading.result as TrackedEvent[]);
        };
      };
    });
  });
  await page.close();
  return events;
}

/**
 * Empties everything on the device but Aisle's history: the HTTP cache, the cached release, the shop's own memory (cart,
 * wishlist, choice). Visits that start from here may differ by the history alone, since what a browser holds otherwise
 * decides what it asks for and which If-None-Match goes along.
 */
export async function keepOnlyHistory(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(origin + SCRIPTLESS_PATH);
  await page.evaluate(async () => {
    localStorage.clear();
    sessionStorage.clear();
    for (const name of await caches.keys()) await caches.delete(name);
  });
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await page.close();
}
