import type { EventInput } from '@aisle/sdk';
import { expect, test } from 'vitest';
import { createAisle, documentOf, predict, rerank, startAisle, track, useAisleSite, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

async function openWithConsole(html?: string) {
  const context = await site.newContext();
  const lines: string[] = [];
  context.on('console', (message) => message.text().startsWith('[aisle]') && lines.push(message.text()));
  return { page: await site.openPage(context, html), lines };
}
const OWN_IDS: EventInput = { type: 'view_item', items: [{ item_id: 'my-sofa' }] };
const UNKNOWN = /^\[aisle\] Release \S+ has none of these items\. Train it on your catalogue, with the same ids\.$/;

test("a shop's own ids have a reason and one console line", async () => {
  const { page, lines } = await openWithConsole();
  await startAisle(page);
  expect(await rerank(page, ['my-sofa', 'my-lamp'])).toMatchObject({ reason: 'cold-start' });
  expect(await track(page, OWN_IDS)).toMatchObject({ stored: true });
  expect(await rerank(page, ['my-sofa', 'my-lamp'])).toMatchObject({
    items: ['my-sofa', 'my-lamp'],
    reason: 'unknown-items',
  });
  expect(await predict(page)).toMatchObject({ items: [], reason: 'unknown-items' });
  expect(lines).toEqual([expect.stringMatching(UNKNOWN)]);
});

test('the tag alone reports own ids on the console', async () => {
  const { lines } = await openWithConsole(
    documentOf(
      '<script src="/aisle/stub.js"></script><script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record" data-tier="light"></script>',
      `<script>aisle.setConsent('granted'); aisle.track(${JSON.stringify(OWN_IDS)});</script>`,
    ),
  );
  await expect.poll(() => lines).toEqual([expect.stringMatching(UNKNOWN)]);
});

test('one known item in the history is enough for predictions', async () => {
  const { page, lines } = await openWithConsole();
  await startAisle(page);
  await track(page, { ...OWN_IDS, type: 'view_item_list' });
  await track(page, viewOf(1));
  await track(page, OWN_IDS);
  expect((await predict(page)).items).not.toEqual([]);
  expect(lines).toEqual([]);
});

test('a visit by a program has one console line', async () => {
  const { page, lines } = await openWithConsole();
  await createAisle(page, { automation: 'ignore' });
  expect(await track(page, viewOf(1))).toEqual({ stored: false, reason: 'automation' });
  await track(page, viewOf(2));
  expect(lines).toEqual([
    '[aisle] Not recorded: a program makes this visit (webdriver). In tests, set automation to record.',
  ]);
});
