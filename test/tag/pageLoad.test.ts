import { readFile } from 'node:fs/promises';
import type { ServerFault } from '@aisle/harness';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
const stub = await readFile(new URL('../../packages/sdk/dist/stub.js', import.meta.url), 'utf8');

/**
 * Opens a page with a slow image, and waits for the request of the worker file.
 *
 * @returns its time in ms after the navigation
 */
async function openWithSlowImage(fault: ServerFault): Promise<{ page: Page; requestedMs: number }> {
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
  const request = await page.waitForFunction(
    () => performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/aisle-worker.js'))?.startTime,
  );
  return { page, requestedMs: (await request.jsonValue())! };
}

test('the worker waits until the page has loaded', async () => {
  const { page, requestedMs } = await openWithSlowImage({ kind: 'delay', ms: 700 });
  await page.waitForLoadState('load');
  const loadedMs = await page.evaluate(
    () => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventStart,
  );
  // The tag waits at most two seconds.
  expect(requestedMs).toBeGreaterThanOrEqual(Math.min(loadedMs, 2_000));
});

test('the worker starts on a page that never finishes loading', async () => {
  const { page } = await openWithSlowImage({ kind: 'hang' });
  expect(await page.evaluate(() => document.readyState)).toBe('interactive');
});
