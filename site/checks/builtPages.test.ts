import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { launchBrowser, type StaticServer, startStaticServer } from '@aisle/harness';
import { parseHTML } from 'linkedom';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../pages.js';
import { CHECKED_PAGES } from './checkedPages.js';

const DIST = `${ROOT}site/dist`;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PHONE = { width: 390, height: 844 };

const pages = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
const documents = new Map(pages.map((name) => [name, parseHTML(readFileSync(`${DIST}/${name}`, 'utf8')).document]));
const withoutError = pages.filter((name) => name !== '404.html');

describe('links', () => {
  test('each leads to a page and a heading that exist', () => {
    const dead: string[] = [];
    for (const [name, document] of documents)
      for (const link of document.querySelectorAll('a[href]')) {
        const { origin, pathname, hash } = new URL(link.getAttribute('href')!, `http://site/${name}`);
        if (origin !== 'http://site') continue;
        const target = decodeURI(pathname.slice(1)) || 'index.html';
        const id = decodeURIComponent(hash.slice(1));
        const found = documents.get(target);
        if (!(found ? id === '' || found.getElementById(id) : existsSync(`${DIST}/${target}`)))
          dead.push(`${name}: ${link.getAttribute('href')}`);
      }
    expect(dead).toEqual([]);
  });

  test('no page loads anything from another host', () => {
    const loaded = [...documents].flatMap(([name, document]) =>
      [...document.querySelectorAll('[src], link[href]')]
        .map((element) => element.getAttribute('src') ?? element.getAttribute('href')!)
        .filter((url) => /^(https?:)?\/\//.test(url))
        .map((url) => `${name}: ${url}`),
    );
    expect(loaded).toEqual([]);
  });
});

describe('in a browser', () => {
  let server: StaticServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startStaticServer({ roots: [{ urlPath: '/', directory: DIST }] });
    browser = await launchBrowser({ webgpu: 'none' });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test('no page is wider than a phone', async () => {
    const page = await browser.newPage({ viewport: PHONE });
    const wide: string[] = [];
    for (const name of withoutError) {
      await page.goto(`${server.origin}/${name}`);
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) wide.push(name);
    }
    expect(wide).toEqual([]);
  });

  test.each(CHECKED_PAGES.flatMap((name) => [[name, 'light'] as const, [name, 'dark'] as const]))(
    'axe finds nothing on %s, %s',
    async (name, colorScheme) => {
      const page = await browser.newPage({ colorScheme });
      await page.goto(`${server.origin}/${name}`);
      await page.addScriptTag({ path: AXE });
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: typeof import('axe-core') };
        const found = await axe.run();
        return found.violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
      });
      await page.close();
      expect(violations).toEqual([]);
    },
  );

  test('the pages of the site request nothing but its files', async () => {
    const page = await browser.newPage();
    const others: string[] = [];
    page.on('request', (request) => void (request.url().startsWith(server.origin) || others.push(request.url())));
    for (const name of ['index.html', 'concepts/how-it-works.html'])
      await page.goto(`${server.origin}/${name}`, { waitUntil: 'networkidle' });
    expect(others.filter((url) => !url.startsWith('data:'))).toEqual([]);
  });

  test('the list of the landing page changes by its buttons, without motion if the reader prefers that', async () => {
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    await page.goto(server.origin);
    const first = page.locator('.visit-cards li').first();
    expect(await first.innerText()).toContain('number 1');
    await page.getByRole('button', { name: 'After four tents' }).click();
    await page.locator('.visit-cards').getByText('viewed, was number 9').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });

  test('the search finds a page by its words', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/docs.html`);
    // The page's scripts set it when they have started.
    await page.waitForFunction(() => '__vue_app__' in document.querySelector('#app')!);
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill('Consent Mode');
    await page.locator('#localsearch-list a[href*="consent.html"]').first().waitFor();
  });
});
