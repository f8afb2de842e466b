import type { BrowserContext } from 'playwright';
import type { AisleSite } from '../kit/aislePage.js';

/** History ids with the hashes 0.228 and 0.812: with a share of 0.5, the first is in the holdout. */
export const HOLDOUT_HISTORY = '4294967295-0-17-2147483648';
export const PERSONALISED_HISTORY = '1-2-3-4';

/** A device with a history of that id and one view in it. */
export async function createDevice(site: AisleSite, historyId: string): Promise<BrowserContext> {
  const context = await site.newContext();
  const page = await site.openPage(context);
  await page.evaluate(
    (historyId) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('aisle-default', 1);
        request.onupgradeneeded = () => {
          request.result
            .createObjectStore('events', { autoIncrement: true })
            .createIndex('byTimestampMs', 'timestampMs');
          request.result.createObjectStore('meta').add(historyId, 'epoch');
        };
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const tx = request.result.transaction('events', 'readwrite');
          tx.objectStore('events').add({
            schemaVersion: 1,
            type: 'view_item',
            timestampMs: Date.now() - 1000,
            items: [{ item_id: 'item-7' }],
          });
          tx.oncomplete = () => resolve(request.result.close());
        };
      }),
    historyId,
  );
  await page.close();
  return context;
}
