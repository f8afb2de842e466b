import { expect, test } from 'vitest';
import { exported, predict, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

test('rows of another script do not make the history unreadable', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('aisle-default');
        opening.onsuccess = () => {
          const tx = opening.result.transaction('events', 'readwrite');
          for (const key of ['a text', new Date(0), ['a list']]) tx.objectStore('events').put({ foreign: true }, key);
          tx.oncomplete = () => (opening.result.close(), resolve());
          tx.onabort = () => reject(tx.error);
        };
      }),
  );
  await page.reload();
  await startAisle(page);
  expect(await track(page, viewOf(2))).toEqual({ stored: true, seq: 2 });
  expect(await exported(page)).toMatchObject([viewOf(1), viewOf(2)]);
  expect((await predict(page)).items).toHaveLength(10);
});
