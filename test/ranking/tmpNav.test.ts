import { expect, test } from 'vitest';
import { startAisle, useAisleSite, viewOf } from '../kit/aislePage.js';
import { SDK_PAGE } from '../kit/serveAisle.js';
const site = useAisleSite();
test.each([true, false])('navigation, never idle %s', async (never) => {
  const context = await site.newContext();
  if (never) await context.addInitScript('window.requestIdleCallback = () => 0');
  const page = await site.openPage(context);
  await startAisle(page);
  await page.evaluate(() => new Promise((r) => setTimeout(r, 300)));
  const next = site.addPage(SDK_PAGE);
  await page.evaluate(async ([event, next]) => { await window.visitor.track(event); location.href = next; }, [viewOf(7), next] as const).catch(() => {});
  await page.waitForURL(next);
  const now = await page.evaluate(() => localStorage.getItem('aisle-default-ranking')?.length ?? 'none');
  await page.waitForTimeout(500);
  console.log('NAV never idle', never, 'at once', now, 'later', await page.evaluate(() => localStorage.getItem('aisle-default-ranking')?.length ?? 'none'));
  expect(1).toBe(1);
});
