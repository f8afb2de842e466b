import { readFile } from 'node:fs/promises';
import type { EventInput } from '@aisle/sdk';
import { expect, test } from 'vitest';
import { documentOf, itemId, useAisleSite, viewOf } from '../kit/aislePage.js';

type Global = Window & { aisle: Window['visitor']; answers: Promise<unknown>[] };

const site = useAisleSite();
const stub = await readFile(new URL('../../packages/sdk/dist/stub.js', import.meta.url), 'utf8');
const TAG =
  '<script async src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record"></script>';
const ITEMS = [3, 1, 2].map(itemId);

test('calls made before the tag has loaded are answered in their order', async () => {
  const early = `<script>${stub}</script><script>
    window.settled = [];
    const note = (name) => (result) => { settled.push(name); return result; };
    window.answers = [
      aisle.track(${JSON.stringify(viewOf(1))}).then(note('first')),
      aisle.setConsent('granted').then(note('consent')),
      aisle.track(${JSON.stringify(viewOf(2))}).then(note('second')),
      aisle.track(${JSON.stringify(viewOf(3))}).then(note('third')),
      aisle.predict({ k: 3, deadlineMs: 30000 }).then(note('predict')),
      aisle.rerank(${JSON.stringify(ITEMS)}, { deadlineMs: 30000 }).then(note('rerank')),
    ];
    window.queued = aisle.queue.length;
  </script>${TAG}`;
  const page = await site.openPage(undefined, documentOf(early));
  const answers = await page.evaluate(() => Promise.all((window as unknown as Global).answers));
  expect(await page.evaluate('queued')).toBe(6);
  expect(answers.slice(0, 4)).toEqual([
    { stored: false, reason: 'no-consent' },
    undefined,
    { stored: true, seq: 1 },
    { stored: true, seq: 2 },
  ]);
  expect(await page.evaluate('settled.slice(0, 4)')).toEqual(['first', 'consent', 'second', 'third']);
  const [predicted, ranked] = answers.slice(4) as { items: unknown[] }[];
  // Asked for before any event was acknowledged, so either answer is right; but each is an answer.
  expect(predicted).toEqual(expect.objectContaining({ items: expect.any(Array), durationMs: expect.any(Number) }));
  expect(new Set(ranked!.items)).toEqual(new Set(ITEMS));
  // From then on, the global is the real one.
  expect(
    await page.evaluate((items) => (window as unknown as Global).aisle.rerank(items, { deadlineMs: 30_000 }), ITEMS),
  ).toMatchObject({ ranked: true });
});

test('a page whose policy forbids aisle.js gets its lists back as they were', async () => {
  const policy = `<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-own'">`;
  const page = await site.openPage(undefined, documentOf(`${policy}<script nonce="own">${stub}</script>${TAG}`));
  const { result, same, elapsedMs } = await page.evaluate(async () => {
    const { aisle } = window as unknown as Global;
    const items = [{ item_id: 'item-2' }, { item_id: 'item-1' }];
    const startedMs = performance.now();
    const result = await aisle.rerank(items, { deadlineMs: 60 });
    return {
      result,
      same: result.items.every((item, i) => item === items[i]),
      elapsedMs: performance.now() - startedMs,
    };
  });
  expect(result).toMatchObject({
    items: [{ item_id: 'item-2' }, { item_id: 'item-1' }],
    ranked: false,
    reason: 'not-loaded',
  });
  expect(same).toBe(true);
  expect(elapsedMs).toBeGreaterThanOrEqual(59);
  expect(
    site.server.requests.some(
      ({ url, headers }) => url.endsWith('/aisle/aisle.js') && headers.some(([, value]) => value === page.url()),
    ),
  ).toBe(false);
});

test('a bad event that was queued, and that nobody waits for, raises nothing in the page', async () => {
  const bad = { type: 'view_item', items: [] } satisfies EventInput;
  const early = `<script>${stub}</script><script>
    window.raised = [];
    addEventListener('unhandledrejection', ({ reason }) => raised.push(String(reason)));
    aisle.setConsent('granted');
    aisle.track(${JSON.stringify(bad)});
    window.answers = [aisle.track(${JSON.stringify(viewOf(1))})];
  </script>${TAG}`;
  const page = await site.openPage(undefined, documentOf(early));
  await page.evaluate(async () => {
    await Promise.all((window as unknown as Global).answers);
    await new Promise((resolve) => setTimeout(resolve));
  });
  expect(await page.evaluate('raised')).toEqual([]);
});
