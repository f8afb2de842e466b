import { expect, test } from 'vitest';
import { createAisle, itemId, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();
const ITEMS = [3, 1, 2].map(itemId);
/** How late a timer may fire on a busy machine. Without a deadline, these calls would never settle. */
const SLACK_MS = 2_000;

test('rerank without an answer settles at its deadline in given order', async () => {
  site.faults.set('/model/manifest.json', { kind: 'hang' });
  const page = await site.openPage();
  await createAisle(page);
  for (const deadlineMs of [0, 50, 300]) {
    const result = await rerank(page, ITEMS, { deadlineMs });
    expect(result).toMatchObject({ items: ITEMS, ranked: false, reason: 'timeout' });
    // Timers have whole milliseconds, performance.now has fractions.
    expect(result.durationMs).toBeGreaterThanOrEqual(deadlineMs - 1);
    expect(result.durationMs).toBeLessThan(deadlineMs + SLACK_MS);
  }
  const byDefault = await page.evaluate((items) => window.visitor.rerank(items), ITEMS);
  expect(byDefault).toMatchObject({ reason: 'timeout' });
  expect(byDefault.durationMs).toBeGreaterThanOrEqual(99);
  expect(await page.evaluate(() => window.visitor.predict({ deadlineMs: 50 }))).toMatchObject({
    items: [],
    reason: 'timeout',
  });
});

test('after a blocked thread, the call settles before later timers fire', async () => {
  site.faults.set('/model/manifest.json', { kind: 'hang' });
  const page = await site.openPage();
  await createAisle(page);
  const { settledFirst, result } = await page.evaluate(async (items) => {
    let result: unknown;
    void window.visitor.rerank(items, { deadlineMs: 50 }).then((settled) => (result = settled));
    const endMs = performance.now() + 200;
    while (performance.now() < endMs);
    // Not 0, because Chromium may run a timer without delay first.
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { settledFirst: result !== undefined, result };
  }, ITEMS);
  expect(settledFirst).toBe(true);
  expect(result).toMatchObject({ items: ITEMS, ranked: false, reason: 'timeout' });
});

test('a deadline of Infinity waits for the answer', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  expect(await page.evaluate((items) => window.visitor.rerank(items, { deadlineMs: Infinity }), ITEMS)).toMatchObject({
    ranked: true,
  });
});

test('an AbortSignal aborts the call before or while it runs', async () => {
  site.faults.set('/model/manifest.json', { kind: 'hang' });
  const page = await site.openPage();
  await createAisle(page);
  const results = await page.evaluate(async (items) => {
    const { visitor } = window;
    const later = new AbortController();
    const deadlineMs = 30_000;
    const running = [
      visitor.rerank(items, { deadlineMs, signal: later.signal }),
      visitor.predict({ deadlineMs, signal: later.signal }),
    ];
    setTimeout(() => later.abort(), 20);
    return Promise.all([visitor.rerank(items, { deadlineMs, signal: AbortSignal.abort() }), ...running]);
  }, ITEMS);
  expect(results).toMatchObject([
    { items: ITEMS, ranked: false, reason: 'aborted' },
    { items: ITEMS, reason: 'aborted' },
    { items: [], reason: 'aborted' },
  ]);
});

test('after dispose, every call settles with the reason disposed', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const results = await page.evaluate(async (items) => {
    const { visitor } = window;
    const waiting = visitor.rerank(items, { deadlineMs: 30_000 });
    visitor.dispose();
    return Promise.all([waiting, visitor.rerank(items), visitor.predict()]);
  }, ITEMS);
  expect(results.map(({ reason }) => reason)).toEqual(['disposed', 'disposed', 'disposed']);
  await expect.poll(() => page.workers()).toEqual([]);
});
