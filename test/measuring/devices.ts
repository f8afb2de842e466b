import type { BrowserContext } from 'playwright';
import type { AisleSite } from '../kit/aislePage.js';

/** Names of histories, drawn at .228 and .812: the first is in a holdout of 0.5. */
export const HELD_OUT = '4294967295-0-17-2147483648';
export const PERSONALISED = '1-2-3-4';

/** A device whose history has that name, and one view in it. */
export async function deviceNamed(site: AisleSite, historyId: string): Promise<BrowserContext> {
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
