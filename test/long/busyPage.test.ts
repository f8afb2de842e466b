import { expect, test } from 'vitest';
import { useAisleSite } from '../kit/aislePage.js';
import { rankedAfter, useWeightsCdn } from '../kit/weightsCdn.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);

// This takes the maximum waits of an update.
test('a page that sends requests continuously gets its update', async () => {
  await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  await cdn.start(page);
  await rankedAfter(page, 3, 4);
  const second = await cdn.publish({ seed: 2 });
  await page.reload();
  await cdn.start(page);
  const found = await page.evaluate(async (expected) => {
    for (const until = performance.now() + 40_000; performance.now() < until; ) {
      const { release } = await window.visitor.predict({ k: 1, deadlineMs: 30_000 });
      if (release === expected) return release;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return undefined;
  }, second.releaseId);
  expect(found).toBe(second.releaseId);
});
