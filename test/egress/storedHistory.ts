import type { TrackedEvent } from '@aisle/core';
import type { BrowserContext } from 'playwright';

/** A file of the shop's origin without scripts. */
const SCRIPTLESS_PATH = '/assets/icon.svg';

/** Reads Aisle's database without Aisle. Does not create it. */
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
 * Deletes everything on the device but Aisle's history: the HTTP cache, the cached release, and the shop's storage (cart,
 * wishlist, consent). Cached files change a browser's requests and their If-None-Match. Without them, visits can differ
 * only because of the history.
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
