import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchBrowser, type StaticServer, startStaticServer } from '@aisle/harness';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../packages/cli/src/reportPage/reportPage.js';
import { SHOP_REPORT } from '../../packages/cli/src/reportPage/testing/pageReports.js';
import { textsOfLowContrast } from './contrast.js';

const PICTURE = `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')}`;

let browser: Browser;
let folder: string;
let shop: StaticServer;
beforeAll(async () => {
  browser = await launchBrowser({ webgpu: 'none' });
  folder = mkdtempSync(path.join(tmpdir(), 'aisle-report-'));
  shop = await startStaticServer({ roots: [{ urlPath: '/', directory: folder }] });
  const [example] = SHOP_REPORT.examples!;
  const page = reportPage({
    ...SHOP_REPORT,
    examples: [
      {
        ...example!,
        item: { ...example!.item, picture: PICTURE },
        // No report that was read has such a picture.
        row: [{ itemId: 'sku-9', picture: `${shop.origin}/sku-9.png` }, ...example!.row],
      },
    ],
  });
  writeFileSync(path.join(folder, 'report.html'), page);
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(pathToFileURL(path.join(folder, 'report.html')).href);
  return page;
}

test('the page shows embedded pictures, and its policy stops every request and script', async () => {
  const page = await open();
  const isShown = () => [...document.images].map(({ complete, naturalWidth }) => complete && naturalWidth > 0);
  await expect.poll(() => page.evaluate(isShown)).toEqual([true, false]);
  const [ran, fetched] = await page.evaluate(async (origin) => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    const isFetched = fetch(origin, { mode: 'no-cors' }).then(
      () => true,
      () => false,
    );
    return ['ran' in window, await isFetched];
  }, shop.origin);
  expect([ran, fetched, shop.requests]).toEqual([false, false, []]);
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test.each([390, 1280])('at %i pixels, every text has contrast AA, and nothing is cut', async (width) => {
    const page = await open({ colorScheme, viewport: { width, height: 900 } });
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    expect(await page.evaluate(textsOfLowContrast)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const smallest = await page.evaluate(() =>
      Math.min(
        ...[...document.querySelectorAll('svg.plot text')].map((text) => {
          const svg = text.closest('svg')!;
          return (
            (Number.parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width) /
            svg.viewBox.baseVal.width
          );
        }),
      ),
    );
    // Letters of a plot, in pixels of the screen.
    expect(smallest).toBeGreaterThan(10.5);
  });

  test('paper is light', async () => {
    const page = await open({ colorScheme });
    await page.emulateMedia({ media: 'print' });
    const colour = () => getComputedStyle(document.body).backgroundColor;
    expect(await page.evaluate(colour)).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate(textsOfLowContrast)).toEqual([]);
  });
});

test('landmarks, sections, plots and tables have names', async () => {
  const page = await open();
  expect(await page.getByRole('main').count()).toBe(1);
  expect(await page.getByRole('banner').count()).toBe(1);
  expect(await page.getByRole('contentinfo').count()).toBe(1);
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  const sections = await page.locator('section').count();
  expect(sections).toBe(9);
  expect(await page.getByRole('region', { name: /./ }).count()).toBe(sections);
  expect(await page.getByRole('img', { name: 'Learning curve' }).count()).toBe(1);
  expect(await page.getByRole('img', { name: 'Calibration' }).count()).toBe(1);
  for (const table of await page.getByRole('table').all())
    await expect(table.locator('caption').innerText()).resolves.not.toBe('');
});
