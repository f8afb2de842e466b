import type { Aisle, Plugin, PluginHost } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { exported, itemId, rawRows, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';
import { documentOf, SDK_SCRIPT } from '../kit/serveAisle.js';

// Each test is a row of the table in docs/concepts/privacy.md, section "Other scripts".
const site = useAisleSite();

type Global = Window & { aisle: Partial<Aisle>; answer: PluginHost['setConsent'] };

/** Opens a page with the script tag, whose global any script of the page can use. */
async function openTagPage(attributes = ''): Promise<Page> {
  const page = await site.openPage(
    undefined,
    documentOf(
      `<script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record" ${attributes}></script>`,
    ),
  );
  await page.waitForFunction(() => typeof (window as unknown as Global).aisle?.status === 'function');
  return page;
}

/** Opens a page whose consent platform reports this signal. */
async function openWithPlatform(signal: 'granted' | 'denied' | 'unset'): Promise<Page> {
  const page = await site.openPage();
  await startAisle(page, { consent: 'unset' });
  await page.evaluate((signal) => {
    window.visitor.use({
      name: 'tcf',
      start: ({ setConsent }) => {
        Object.assign(window, { answer: setConsent });
        setConsent(signal, 'of the platform');
        return () => {};
      },
    });
  }, signal);
  return page;
}

const consentOf = (page: Page) => page.evaluate(() => window.visitor.status().consent);

test('can: read stored events, ranking and predictions', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1, 2);
  expect(await rawRows(page)).toHaveLength(2);
  await page.waitForFunction(() => 'aisle-default-ranking' in localStorage);
  const predicted = await page.evaluate(async () => (await window.visitor.predict({ deadlineMs: 30_000 })).items);
  expect(predicted).toHaveLength(10);
});

test("can: decrypt stored events under the browser's key", async () => {
  const page = await site.openPage();
  await startAisle(page, { encrypted: true });
  await view(page, 7);
  const decrypted = await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('aisle-default');
      request.onsuccess = () => resolve(request.result);
    });
    const read = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const stores = database.transaction(['events', 'meta']);
    const [rows, key, historyId] = await Promise.all([
      read(stores.objectStore('events').getAll()),
      read(stores.objectStore('meta').get('wrappingKey')),
      read(stores.objectStore('meta').get('epoch')),
    ]);
    database.close();
    const bytes: Uint8Array<ArrayBuffer> = rows[0].encrypted;
    const wrapped = bytes.slice(1, 41);
    const dataKey = await crypto.subtle.unwrapKey('raw', wrapped, key, 'AES-KW', 'AES-GCM', false, ['decrypt']);
    const additionalData = new TextEncoder().encode(`aisle-row-1 ${historyId}`);
    const algorithm = { name: 'AES-GCM', iv: bytes.slice(41, 53), additionalData };
    return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, dataKey, bytes.slice(53)));
  });
  expect(decrypted).toContain('item-7');
});

test('can: add events, suppress those of sources, erase, and answer for the shop', async () => {
  const page = await openTagPage();
  const found = await page.evaluate(async () => {
    const { aisle } = window as unknown as { aisle: Aisle };
    await aisle.setConsent('granted');
    const stored = await aisle.track({ type: 'search', search_term: 'invented' });
    let host: PluginHost | undefined;
    const source: Plugin = { name: 'source', start: (given) => ((host = given), () => {}) };
    aisle.use(source);
    aisle.use({ name: 'third-party', replaces: { source: ['search'] }, start: () => () => {} });
    host!.track({ type: 'search', search_term: 'suppressed' });
    const { history } = await aisle.erase();
    await aisle.setConsent('denied');
    return { stored: stored.stored, erased: history?.events, consent: aisle.status().consent };
  });
  expect(found).toEqual({ stored: true, erased: 1, consent: 'denied' });
});

test('can: take the name of an input that has not reported', async () => {
  const page = await site.openPage();
  await startAisle(page, { consent: 'unset', consentInputs: ['tcf'] });
  await page.evaluate(() => {
    window.visitor.use({
      name: 'tcf',
      start: ({ setConsent }) => (setConsent('granted', 'of a third party'), () => {}),
    });
  });
  expect(await consentOf(page)).toBe('granted');
});

test.each(['denied', 'unset'] as const)('cannot: grant consent while a platform reports %s', async (signal) => {
  const page = await openWithPlatform(signal);
  await page.evaluate(async () => {
    const { visitor } = window;
    await visitor.setConsent('granted');
    for (const name of ['tcf', 'shop', 'another-tab', 'third-party'])
      visitor.use({ name, start: ({ setConsent }) => (setConsent('granted', 'of a third party'), () => {}) });
    new BroadcastChannel('aisle-default').postMessage({ kind: 'denial-dropped' });
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  expect(await consentOf(page)).toBe(signal);
  expect(await track(page, viewOf(1))).toEqual({ stored: false, reason: 'no-consent' });
});

test("cannot: stop a platform's later denial", async () => {
  const page = await openWithPlatform('granted');
  await view(page, 1);
  await page.evaluate(() => {
    window.visitor.use({ name: 'tcf', start: () => () => {} });
    (window as unknown as Global).answer('denied', 'withdrawn');
  });
  expect(await consentOf(page)).toBe('denied');
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

test.each([true, false])('cannot: receive later events as a cipher (encrypted: %s)', async (encrypted) => {
  const page = await site.openPage();
  await startAisle(page, { encrypted });
  const received = await page.evaluate(async (event) => {
    const received: unknown[] = [];
    const encode = (event: unknown) => (received.push(event), { row: event, bytes: 1 });
    const rows = { isReady: true, prepare: async () => {}, forget: () => {}, encode, pack: encode };
    for (const name of ['encryption', 'third-party'])
      window.visitor.use({ name, start: ({ encryptWith }) => (encryptWith(rows as never), () => {}) });
    await window.visitor.track(event);
    return received.length;
  }, viewOf(1));
  expect(received).toBe(0);
  expect(await exported(page)).toHaveLength(1);
  expect('encrypted' in ((await rawRows(page))[0] as object)).toBe(encrypted);
});

test("cannot: call the tag's export and profile, unless the shop exposes them", async () => {
  const methods = (page: Page) =>
    page.evaluate(() => ['export', 'profile'].filter((name) => name in (window as unknown as Global).aisle));
  expect(await methods(await openTagPage())).toEqual([]);
  expect(await methods(await openTagPage('data-expose="export"'))).toEqual(['export']);
});

test('cannot: reach events that wait for consent', async () => {
  const page = await site.openPage();
  await startAisle(page, { consent: 'unset', beforeConsent: 'memory' });
  await track(page, viewOf(7));
  const values = await page.evaluate(() => {
    const { visitor } = window;
    return JSON.stringify([visitor, visitor.status(), { ...localStorage }, { ...sessionStorage }]);
  });
  expect(values).not.toContain(itemId(7));
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});

test("cannot: read rows under the shop's key from the database", async () => {
  const head =
    '<script type="module">import { encryption } from "/aisle/plugins/encryption.js"; window.encryption = encryption;</script>';
  const page = await site.openPage(undefined, documentOf(SDK_SCRIPT + head));
  await page.waitForFunction(() => 'sdk' in window && 'encryption' in window);
  await page.evaluate(async () => {
    const { encryption } = window as unknown as { encryption(options: { key: BufferSource }): Plugin };
    const plugins = [encryption({ key: crypto.getRandomValues(new Uint8Array(32)) })];
    const options = { manifestUrl: '/model/manifest.json', worker: '/aisle/aisle-worker.js', plugins };
    window.visitor = window.sdk.createAisle({ ...options, automation: 'record' });
    await window.visitor.setConsent('granted');
  });
  await view(page, 7);
  const [row] = (await rawRows(page)) as { encrypted: Record<number, number> }[];
  expect(Buffer.from(Object.values(row!.encrypted)).toString('latin1')).not.toContain('item');
  const stored = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('aisle-default');
        request.onsuccess = () => {
          const keys = request.result.transaction('meta').objectStore('meta').getAllKeys();
          keys.onsuccess = () => {
            request.result.close();
            resolve(keys.result);
          };
        };
      }),
  );
  expect(stored).not.toContain('wrappingKey');
});
