import { readFile } from 'node:fs/promises';
import type { ServerFault } from '@aisle/harness';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
const stub = await readFile(new URL('../../packages/sdk/dist/stub.js', import.meta.url), 'utf8');

/** Opens a page whose picture meets a fault, and waits for the worker file to be asked for. @returns when, ms after the navigation began */
async function openWithPicture(fault: ServerFault): Promise<{ page: Page; askedMs: number }> {
  site.faults.set('/picture.svg', fault);
  const page = await (await site.newContext()).newPage();
  const tag =
    '<script async src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record"></script>';
  await page.goto(
    site.addPage(
      documentOf(`<script>${stub}; aisle.setConsent('granted')</script>${tag}<img src="/picture.svg" alt="">`),
    ),
    { waitUntil: 'commit' },
  );
  const asked = await page.waitForFunction(
    () => performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/aisle-worker.js'))?.startTime,
  );
  return { page, askedMs: (await asked.jsonValue())! };
}

test('the worker waits until the page has loaded', async () => {
  const { page, askedMs } = await openWithPicture({ kind: 'delay', ms: 700 });
  await page.waitForLoadState('load');
  const loadedMs = await page.evaluate(
    () => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventStart,
  );
  // Two seconds after the tag has begun, it waits no longer.
  expect(askedMs).toBeGreaterThanOrEqual(Math.min(loadedMs, 2_000));
});

test('a page that never ends loading gets its worker all the same', async () => {
  const { page } = await openWithPicture({ kind: 'hang' });
  expect(await page.evaluate(() => document.readyState)).toBe('interactive');
});
