import { expect, test } from 'vitest';
import { documentOf, exported, itemId, predict, startAisle, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();

const CHECKOUT = documentOf(
  `<script type="module">
    import { createTracker } from "/aisle/plugins/tracker.js";
    window.tracker = createTracker({ automation: 'record' });
  </script>`,
);

test('@aisle/sdk/tracker records without the engine; the next page ranks', async () => {
  const context = await site.newContext();
  const page = await site.openPage(context, CHECKOUT);
  await page.waitForFunction('window.tracker');
  const answers = await page.evaluate(async () => {
    const { tracker } = window as unknown as {
      tracker: Pick<Window['visitor'], 'track' | 'setConsent' | 'export' | 'status'>;
    };
    const event = { type: 'purchase' as const, items: [{ item_id: 'item-7' }], transaction_id: 't1' };
    const before = await tracker.track(event);
    await tracker.setConsent('granted');
    return {
      before,
      after: await tracker.track(event),
      exported: (await tracker.export()).events.length,
      status: tracker.status(),
    };
  });
  expect(answers).toMatchObject({
    before: { stored: false, reason: 'no-consent' },
    after: { stored: true, seq: 1 },
    exported: 1,
    status: { storage: 'device', consent: 'granted' },
  });
  expect(page.workers()).toEqual([]);
  const next = await site.openPage(context);
  await startAisle(next);
  expect(await exported(next)).toMatchObject([{ type: 'purchase', items: [{ item_id: itemId(7) }] }]);
  expect((await predict(next)).items).toHaveLength(10);
});

test('status lists every engine request that the server received', async () => {
  const seen = site.server.requests.length;
  const page = await site.openPage();
  await startAisle(page);
  await expect.poll(() => page.evaluate(() => window.visitor.status().requests.length)).toBeGreaterThan(1);
  const reported = await page.evaluate(() =>
    window.visitor.whenReady().then(({ requests }) => requests.map(({ url }) => url)),
  );
  const served = site.server.requests.slice(seen).map(({ url }) => url);
  const ofThePage = [
    page.url(),
    ...['index', 'libraries/comlink', 'libraries/idb', 'aisle-worker'].map(
      (name) => `${site.server.origin}/aisle/${name}.js`,
    ),
  ];
  expect([...new Set(reported)].sort()).toEqual([...new Set(served.filter((url) => !ofThePage.includes(url)))].sort());
});
