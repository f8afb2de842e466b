import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchBrowser, type StaticServer, startStaticServer } from '@aisle/harness';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIST } from '../kit/serveAisle.js';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  const [, html] = /<!-- the five-minute start -->\n```html\n(.*?)```/s.exec(
    await readFile(path('docs/starts/html.md'), 'utf8'),
  )!;
  // The tag must not detect the browser's automation.
  const body = html!.replace('async src=', 'data-automation="record" async src=');
  server = await startStaticServer({
    roots: [
      { urlPath: '/aisle/', directory: DIST },
      { urlPath: '/models/', directory: path('models') },
    ],
    faults: (urlPath) => (urlPath === '/' ? { kind: 'body', body, contentType: 'text/html' } : undefined),
  });
  browser = await launchBrowser({ webgpu: 'none' });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const names = (page: Page) => page.locator('li').allInnerTexts();

test('docs/starts/html.md does what it says', async () => {
  const page = await browser.newPage();
  await page.goto(server.origin);
  const initial = await names(page);
  expect(initial.slice(0, 2)).toEqual(['Cable crew sweater', 'Boxy cardigan']);
  await page.getByText('Yes').click();
  await page.getByText('Espresso machine').click();
  await page.waitForFunction(() => localStorage.getItem('aisle-default-ranking'));
  expect(await names(page)).toEqual(initial);
  await page.reload();
  expect((await names(page)).slice(0, 2).sort()).toEqual(['Coffee grinder', 'Espresso machine']);

  await page.getByText('No', { exact: true }).click();
  await expect
    .poll(() =>
      page.evaluate(async () => [
        (await indexedDB.databases()).length,
        (await caches.keys()).length,
        Object.keys(localStorage),
      ]),
    )
    .toEqual([0, 0, ['answer']]);
  await page.reload();
  expect(await names(page)).toEqual(initial);
});

const PARTNERS = [
  ['Cable crew sweater', 'Boxy cardigan'],
  ['Family tent', 'Sleeping bag'],
  ['Espresso machine', 'Coffee grinder'],
] as const;

test.each(PARTNERS.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))(
  'after a click on %s, %s is beside it',
  async (clicked, partner) => {
    const page = await browser.newPage();
    await page.goto(server.origin);
    await page.getByText('Yes').click();
    await page.getByText(clicked).click();
    await page.waitForFunction(() => localStorage.getItem('aisle-default-ranking'));
    await page.reload();
    expect((await names(page)).slice(0, 2).sort()).toEqual([clicked, partner].sort());
    await page.close();
  },
);
