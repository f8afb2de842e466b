import { expect, test } from 'vitest';
import { createAisle, readyStatus, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();

test('a subscriber that reranks on each change starts one worker', async () => {
  const page = await site.openPage();
  let workers = 0;
  page.on('worker', () => (workers += 1));
  await createAisle(page, { consent: 'unset' });
  await page.evaluate(async () => {
    const { visitor } = window;
    // Bounded, so that a recursion gives a wrong count instead of a hung page.
    let calls = 0;
    visitor.subscribe(() => {
      if ((calls += 1) < 20) void visitor.rerank(['item-1', 'item-2']);
    });
    await visitor.setConsent('granted');
  });
  await readyStatus(page);
  expect(workers).toBe(1);
  expect(page.workers()).toHaveLength(1);
});
