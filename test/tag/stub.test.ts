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

test('calls before the tag has loaded are answered in order', async () => {
  const early = `<script>${stub}</script><script>
    window.settled = [];
    const record = (name) => (result) => { settled.push(name); return result; };
    window.answers = [
      aisle.track(${JSON.stringify(viewOf(1))}).then(record('first')),
      aisle.setConsent('granted').then(record('consent')),
      aisle.track(${JSON.stringify(viewOf(2))}).then(record('second')),
      aisle.track(${JSON.stringify(viewOf(3))}).then(record('third')),
      aisle.predict({ k: 3, deadlineMs: 30000 }).then(record('predict')),
      aisle.rerank(${JSON.stringify(ITEMS)}, { deadlineMs: 30000 }).then(record('rerank')),
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
  // Requested before an event was acknowledged, so either answer is valid.
  expect(predicted).toEqual(expect.objectContaining({ items: expect.any(Array), durationMs: expect.any(Number) }));
  expect(new Set(ranked!.items)).toEqual(new Set(ITEMS));
  // From now on, the global is the SDK's.
  expect(
    await page.evaluate((items) => (window as unknown as Global).aisle.rerank(items, { deadlineMs: 30_000 }), ITEMS),
  ).toMatchObject({ ranked: true });
});

test('if a policy blocks aisle.js, lists keep their order', async () => {
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

test('an invalid queued event causes no page error', async () => {
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

test('without the tag, a list that cannot be read is empty and nothing throws', async () => {
  const page = await site.openPage(undefined, documentOf(`<script>${stub}</script>`));
  const found = await page.evaluate(() => {
    const throwing = {
      [Symbol.iterator]() {
        throw new Error('of the page');
      },
    };
    const lists = [undefined, 'abc', 7, {}, throwing, new Set(['item-1'])];
    const { aisle } = window as unknown as Global;
    return Promise.all(lists.map(async (list) => (await aisle.rerank(list as never, { deadlineMs: 0 })).items));
  });
  expect(found).toEqual([[], [], [], [], [], ['item-1']]);
});

test('without the tag, rows are empty after their deadlines', async () => {
  const page = await site.openPage(undefined, documentOf(`<script>${stub}</script>`));
  const { answers, settled } = await page.evaluate(async () => {
    const { aisle } = window as unknown as Global;
    const settled: string[] = [];
    const record = async (name: string, row: Promise<object>) => {
      const { resultId: _, ...answer } = (await row) as { resultId?: string };
      settled.push(name);
      return answer;
    };
    const answers = await Promise.all([
      record('trending', aisle.trending({ deadlineMs: 60 })),
      record('predict', aisle.predict({ deadlineMs: 40 })),
      record('boughtWith', aisle.boughtWith(['item-1'], { deadlineMs: 20 })),
      record('related', aisle.related('item-1', { deadlineMs: 0 })),
    ]);
    return { answers, settled };
  });
  expect(answers).toEqual(Array(4).fill({ items: [], reason: 'not-loaded' }));
  expect(settled).toEqual(['related', 'boughtWith', 'predict', 'trending']);
});
