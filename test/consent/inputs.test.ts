import type { Plugin, PluginHost } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { databaseNames, documentOf, exported, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

/** The SDK's entries by name, as a bundler resolves them. */
type Entries = Record<
  'ga4' | 'tcf' | 'googleConsentMode' | 'globalPrivacyControl' | 'shopifyPrivacy',
  (options?: object) => Plugin
>;
type Global = Window & { plugins: Entries; gtag: (...args: unknown[]) => void; sendTcData: (data: object) => void };

const site = useAisleSite();
const ENTRIES = ['ga4', 'tcf', 'google-consent-mode', 'global-privacy-control', 'shopify'];
const SDK = documentOf(`<script type="module">
  import * as sdk from '/aisle/index.js';
  window.plugins = Object.assign({}, ...(await Promise.all(${JSON.stringify(ENTRIES)}.map((name) => import('/aisle/plugins/' + name + '.js')))));
  window.dataLayer = []; window.gtag = function () { dataLayer.push(arguments); };
  window.sdk = sdk;
</script>`);
/** The stub of a consent platform. `sendTcData` calls its listeners. */
const CMP = `const listeners = []; window.__tcfapi = (command, version, callback) => {
  if (command === 'addEventListener') { listeners.push(callback); callback({ listenerId: listeners.length, gdprApplies: true, eventStatus: 'cmpuishown' }, true); }
}; window.sendTcData = (data) => listeners.forEach((callback) => callback({ listenerId: 1, gdprApplies: true, ...data }, true));`;

async function start(
  page: Page,
  plugins: readonly (keyof Entries)[],
  options: { beforeConsent?: 'buffer' } = {},
): Promise<void> {
  await page.waitForFunction('window.sdk');
  await page.evaluate(
    ([names, options]) => {
      const { plugins } = window as unknown as Global;
      window.visitor = window.sdk.createAisle({
        manifestUrl: '/model/manifest.json',
        worker: '/aisle/aisle-worker.js',
        automation: 'record',
        tier: 'light',
        plugins: names.map((name) => plugins[name]()),
        ...options,
      });
    },
    [plugins, options] as const,
  );
}
const consent = (page: Page) =>
  page.evaluate(() => {
    const { consent, consentTrace } = window.visitor.status();
    return { consent, trace: consentTrace.map(({ input, signal, detail }) => `${input}: ${signal}, ${detail}`) };
  });
const open = async (script = '') => {
  const context = await site.newContext();
  if (script) await context.addInitScript(script);
  return site.openPage(context, SDK);
};
const nothingIsKept = async (page: Page) => {
  expect(await databaseNames(page)).toEqual([]);
  expect(
    await page.evaluate(async () => [await caches.keys(), localStorage.length, sessionStorage.length, document.cookie]),
  ).toEqual([[], 0, 0, '']);
  expect(page.workers()).toEqual([]);
};

test('TCF: records after consent to all purposes, erases after a denial', async () => {
  const page = await open(CMP);
  await start(page, ['tcf']);
  expect(await consent(page)).toEqual({ consent: 'unset', trace: ['tcf: unset, eventStatus is cmpuishown'] });
  expect(await track(page, viewOf(1))).toEqual({ stored: false, reason: 'no-consent' });
  await nothingIsKept(page);
  await page.evaluate(() =>
    (window as unknown as Global).sendTcData({
      eventStatus: 'useractioncomplete',
      purpose: { consents: { 1: true, 5: true, 6: true } },
    }),
  );
  expect((await consent(page)).consent).toBe('granted');
  await view(page, 1);
  await page.evaluate(() =>
    (window as unknown as Global).sendTcData({
      eventStatus: 'useractioncomplete',
      purpose: { consents: { 1: true, 5: false, 6: true } },
    }),
  );
  expect(await consent(page)).toEqual({ consent: 'denied', trace: ['tcf: denied, no consent for purpose 5'] });
  await expect.poll(() => databaseNames(page)).toEqual([]);
  await expect.poll(() => page.workers()).toEqual([]);
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([]);
});

test('TCF: without GDPR grants consent, without a platform does not', async () => {
  const page = await open(CMP);
  await start(page, ['tcf']);
  await page.evaluate(() => (window as unknown as Global).sendTcData({ gdprApplies: false, eventStatus: 'tcloaded' }));
  expect(await consent(page)).toEqual({ consent: 'granted', trace: ['tcf: granted, gdprApplies is false'] });
  const without = await open();
  await start(without, ['tcf']);
  expect(await consent(without)).toEqual({
    consent: 'unset',
    trace: ['tcf: unset, this page has no __tcfapi: load the stub of the consent platform before Aisle'],
  });
});

test('Google Consent Mode: an update is an answer, a default is not', async () => {
  const page = await open();
  await page.waitForFunction('window.gtag');
  await page.evaluate(() =>
    (window as unknown as Global).gtag('consent', 'default', {
      ad_storage: 'denied',
      personalization_storage: 'denied',
      wait_for_update: 500,
    }),
  );
  await start(page, ['googleConsentMode']);
  expect(await consent(page)).toEqual({
    consent: 'unset',
    trace: ['google-consent-mode: unset, personalization_storage denied'],
  });
  await nothingIsKept(page);
  await page.evaluate(() =>
    (window as unknown as Global).gtag('consent', 'update', { personalization_storage: 'granted' }),
  );
  expect((await consent(page)).consent).toBe('granted');
  await page.evaluate(() => (window as unknown as Global).gtag('consent', 'update', { ad_storage: 'granted' }));
  expect((await consent(page)).consent).toBe('granted');
  await page.evaluate(() =>
    (window as unknown as Global).gtag('consent', 'update', { personalization_storage: 'denied' }),
  );
  expect((await consent(page)).consent).toBe('denied');
});

test('Global Privacy Control overrides granted consent of other inputs', async () => {
  const page = await open("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })");
  await start(page, ['googleConsentMode', 'globalPrivacyControl']);
  await page.evaluate(() =>
    (window as unknown as Global).gtag('consent', 'update', { personalization_storage: 'granted' }),
  );
  await page.evaluate(() => window.visitor.setConsent('granted'));
  expect(await consent(page)).toEqual({
    consent: 'denied',
    trace: [
      'google-consent-mode: granted, personalization_storage granted',
      'global-privacy-control: denied, navigator.globalPrivacyControl is true',
      "shop: granted, setConsent('granted') was called",
    ],
  });
  await nothingIsKept(page);
  // Without the signal, the same answers grant consent.
  const other = await open();
  await start(other, ['googleConsentMode', 'globalPrivacyControl']);
  await other.evaluate(() => window.visitor.setConsent('granted'));
  expect((await consent(other)).consent).toBe('unset');
  await other.evaluate(() =>
    (window as unknown as Global).gtag('consent', 'update', { personalization_storage: 'granted' }),
  );
  expect((await consent(other)).consent).toBe('granted');
});

test('Shopify: consent follows the API as it loads and is answered', async () => {
  // As in a theme: the API loads when a feature is requested, and the banner has no answer yet.
  const page =
    await open(`window.Shopify = { loadFeatures: (features, done) => { window.feature = features[0].name; window.loaded = () => {
    Shopify.customerPrivacy = { preferencesProcessingAllowed: () => false, currentVisitorConsent: () => ({ preferences: '' }) }; done(); }; } };`);
  await start(page, ['shopifyPrivacy']);
  expect(await consent(page)).toEqual({
    consent: 'unset',
    trace: ['shopify-privacy: unset, Shopify.customerPrivacy has not loaded'],
  });
  expect(await page.evaluate('feature')).toBe('consent-tracking-api');
  await page.evaluate('loaded()');
  expect(await consent(page)).toEqual({
    consent: 'unset',
    trace: ['shopify-privacy: unset, the visitor has not answered yet'],
  });
  const answer = (allowed: boolean) =>
    page.evaluate((allowed) => {
      Object.assign(window, { Shopify: { customerPrivacy: { preferencesProcessingAllowed: () => allowed } } });
      document.dispatchEvent(new CustomEvent('visitorConsentCollected'));
    }, allowed);
  await answer(true);
  expect(await consent(page)).toEqual({
    consent: 'granted',
    trace: ['shopify-privacy: granted, preferencesProcessingAllowed() is true'],
  });
  await answer(false);
  expect((await consent(page)).consent).toBe('denied');
});

test('"buffer" stores earlier events after a grant, drops them after a denial', async () => {
  const page = await open(CMP);
  await start(page, ['tcf'], { beforeConsent: 'buffer' });
  await page.evaluate(
    (events) => void Object.assign(window, { early: Promise.all(events.map((event) => window.visitor.track(event))) }),
    [viewOf(1), viewOf(2), viewOf(3)],
  );
  await nothingIsKept(page);
  await page.evaluate(() =>
    (window as unknown as Global).sendTcData({
      eventStatus: 'useractioncomplete',
      purpose: { consents: { 1: true, 5: true, 6: true } },
    }),
  );
  expect(await page.evaluate('early')).toEqual([1, 2, 3].map((seq) => ({ stored: true, seq })));
  expect((await exported(page)).map((event) => 'items' in event && event.items[0]!.item_id)).toEqual([
    'item-1',
    'item-2',
    'item-3',
  ]);

  const other = await open(CMP);
  await start(other, ['tcf'], { beforeConsent: 'buffer' });
  await other.evaluate(
    (events) => void Object.assign(window, { early: Promise.all(events.map((event) => window.visitor.track(event))) }),
    Array.from({ length: 120 }, (_, i) => viewOf(1 + (i % 60))),
  );
  await other.evaluate(() =>
    (window as unknown as Global).sendTcData({ eventStatus: 'useractioncomplete', purpose: { consents: {} } }),
  );
  expect(new Set(((await other.evaluate('early')) as { reason: string }[]).map(({ reason }) => reason))).toEqual(
    new Set(['no-consent']),
  );
  await nothingIsKept(other);
});

test('an expected input delays consent; a stopped input sends nothing', async () => {
  const page = await open(CMP);
  await page.waitForFunction('window.sdk');
  await page.evaluate(() => {
    window.visitor = window.sdk.createAisle({
      manifestUrl: '/model/manifest.json',
      worker: '/aisle/aisle-worker.js',
      automation: 'record',
      tier: 'light',
      consentInputs: ['tcf'],
    });
    return window.visitor.setConsent('granted');
  });
  expect(await consent(page)).toEqual({
    consent: 'unset',
    trace: ['tcf: unset, has not answered yet', "shop: granted, setConsent('granted') was called"],
  });
  await page.evaluate(() =>
    Object.assign(window, { stop: window.visitor.use((window as unknown as Global).plugins.tcf()) }),
  );
  await page.evaluate(() => (window as unknown as Global).sendTcData({ gdprApplies: false, eventStatus: 'tcloaded' }));
  expect((await consent(page)).consent).toBe('granted');
  await page.evaluate('stop()');
  await page.evaluate(() =>
    (window as unknown as Global).sendTcData({ eventStatus: 'useractioncomplete', purpose: { consents: {} } }),
  );
  expect((await consent(page)).consent).toBe('granted');
});

test('a browser without Global Privacy Control does not grant consent', async () => {
  const page = await open();
  await start(page, ['globalPrivacyControl']);
  expect(await consent(page)).toEqual({
    consent: 'unset',
    trace: ['global-privacy-control: no-objection, the browser sends no Global Privacy Control'],
  });
  expect(await track(page, viewOf(1))).toEqual({ stored: false, reason: 'no-consent' });
  await nothingIsKept(page);
  await page.evaluate(() => window.visitor.setConsent('granted'));
  expect((await consent(page)).consent).toBe('granted');
});

test('inputs added in one task lead to one decision', async () => {
  const page = await open(
    `${CMP} window.dataLayer = []; (function () { dataLayer.push(arguments); })('consent', 'update', { personalization_storage: 'granted' });`,
  );
  await page.waitForFunction('window.sdk');
  // The page replaced its data layer before Aisle loaded.
  await page.evaluate(() =>
    (window as unknown as Global).gtag('consent', 'update', { personalization_storage: 'granted' }),
  );
  await page.evaluate(() => {
    const open = indexedDB.open.bind(indexedDB);
    Object.assign(window, { opened: 0 });
    indexedDB.open = (...args) => ((window as unknown as { opened: number }).opened++, open(...args));
  });
  await start(page, ['googleConsentMode', 'tcf']);
  expect((await consent(page)).consent).toBe('unset');
  // Long enough to open a database, if consent was granted too early.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  expect(await page.evaluate('opened')).toBe(0);
  await nothingIsKept(page);
});

test('earlier data-layer events are stored if consent follows at once', async () => {
  const page = await open();
  await page.waitForFunction('window.sdk');
  const stored = await page.evaluate(async () => {
    const { plugins, gtag } = window as unknown as Global;
    gtag('event', 'view_item', { items: [{ item_id: 'item-4' }] });
    window.visitor = window.sdk.createAisle({
      manifestUrl: '/model/manifest.json',
      worker: '/aisle/aisle-worker.js',
      automation: 'record',
      tier: 'light',
      plugins: [plugins.ga4()],
    });
    void window.visitor.setConsent('granted');
    // In the same task, before the first decision.
    const tracked = window.visitor.track({ type: 'view_item', items: [{ item_id: 'item-5' }] });
    const ranked = window.visitor.rerank(['item-1', 'item-2'], { deadlineMs: 30_000 });
    return [
      await tracked,
      (await ranked).reason ?? 'ranked',
      (await window.visitor.export()).events.map((event) => 'items' in event && event.items[0]!.item_id),
    ];
  });
  expect(stored).toEqual([
    { stored: true, seq: expect.any(Number) },
    expect.stringMatching(/^(ranked|cold-start)$/),
    ['item-4', 'item-5'],
  ]);
  // A second instance on the page does not receive them again.
  await page.evaluate(() => void window.visitor.use((window as unknown as Global).plugins.ga4()));
  expect(await exported(page)).toHaveLength(2);
});

test("another tab's denial lasts until consent is granted again", async () => {
  const [a, b] = await (async () => {
    const context = await site.newContext();
    return [await site.openPage(context, SDK), await site.openPage(context, SDK)] as const;
  })();
  for (const page of [a, b]) {
    await page.waitForFunction('window.gtag');
    await page.evaluate(() =>
      (window as unknown as Global).gtag('consent', 'update', { personalization_storage: 'granted' }),
    );
    await start(page, ['googleConsentMode']);
    expect((await consent(page)).consent).toBe('granted');
  }
  await view(b, 1);
  await a.evaluate(() => window.visitor.setConsent('denied'));
  await expect.poll(async () => (await consent(b)).consent).toBe('denied');
  await b.evaluate(() =>
    (window as unknown as Global).gtag('consent', 'update', { personalization_storage: 'granted' }),
  );
  expect(await consent(b)).toEqual({
    consent: 'denied',
    trace: [
      'google-consent-mode: granted, personalization_storage granted',
      'another-tab: denied, consent was withdrawn in another tab',
    ],
  });
  expect(await track(b, viewOf(2))).toEqual({ stored: false, reason: 'no-consent' });
  for (const state of ['denied', 'granted'])
    await b.evaluate(
      (state) => (window as unknown as Global).gtag('consent', 'update', { personalization_storage: state }),
      state,
    );
  expect((await consent(b)).consent).toBe('granted');
});

test('uncertain consent stops writing and keeps stored events', async () => {
  const page = await open();
  await start(page, []);
  await page.evaluate(() => {
    window.visitor.use({
      name: 'banner',
      start: ({ setConsent }) => {
        Object.assign(window, { setConsent });
        setConsent('granted', 'accepted');
        return () => {};
      },
    });
  });
  await view(page, 1);
  // The banner's answer expires while an event is being written.
  const written = await page.evaluate((event) => {
    const written = window.visitor.track(event);
    (window as unknown as PluginHost).setConsent('unset', 'expired');
    return written;
  }, viewOf(2));
  expect(written).toMatchObject({ stored: true });
  expect((await consent(page)).consent).toBe('unset');
  expect(await track(page, viewOf(3))).toEqual({ stored: false, reason: 'no-consent' });
  await page.evaluate(() => (window as unknown as PluginHost).setConsent('granted', 'accepted'));
  expect(await exported(page)).toHaveLength(2);
});

test('another global with the name of the data layer stays unchanged', async () => {
  const page = await open();
  await page.waitForFunction('window.sdk');
  await page.evaluate(() => Object.assign(window, { dataLayer: { page: 'home' } }));
  await start(page, ['ga4', 'googleConsentMode']);
  expect(await page.evaluate('Object.keys(window.dataLayer)')).toEqual(['page']);
});
