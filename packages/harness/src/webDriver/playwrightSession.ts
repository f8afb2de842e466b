import { existsSync } from 'node:fs';
import { AisleError } from '@aisle/core';
import { type BrowserType, firefox, type LaunchOptions, webkit } from 'playwright';
import { type BrowserSession, PAGE_LIMIT_MS, pageFunctions } from './browserSession.js';
import type { Engine } from './engines.js';

const TYPES: Readonly<Record<Engine, BrowserType>> = { firefox, webkit };

/**
 * The path of Playwright's own build.
 *
 * @throws AisleError 'browser-missing', with the command to run
 */
export function requirePlaywrightBuild(engine: Engine): string {
  const path = TYPES[engine].executablePath();
  if (existsSync(path)) return path;
  throw new AisleError(
    'browser-missing',
    `Playwright's build of ${engine} is needed, but ${path} is missing.\nRun: npx playwright install --with-deps ${engine}`,
    { path },
  );
}

/** A browser that Playwright starts, with one context for all tabs. */
export async function startPlaywrightSession(type: BrowserType, options: LaunchOptions): Promise<BrowserSession> {
  const browser = await type.launch(options);
  const context = await browser.newContext();
  context.setDefaultTimeout(PAGE_LIMIT_MS);
  return {
    openTab: async (url) => {
      const page = await context.newPage();
      await page.goto(url);
      return {
        goto: async (url) => void (await page.goto(url)),
        reload: async () => void (await page.reload()),
        back: async () => void (await page.goBack()),
        close: () => page.close(),
        click: (selector) => page.click(selector),
        waitForUrl: (url) => page.waitForURL(url, { waitUntil: 'commit' }),
        ...pageFunctions((source, arg) => page.evaluate<string>(`${source}(${JSON.stringify(arg)})`)),
      };
    },
    quit: () => browser.close(),
  };
}

/**
 * Playwright's own build of Firefox or WebKit.
 *
 * @param preferences of Firefox, as about:config names them
 * @throws AisleError 'browser-missing'
 */
export function launchPlaywrightBuild(
  engine: Engine,
  preferences: Readonly<Record<string, boolean | number | string>> = {},
): Promise<BrowserSession> {
  const executablePath = requirePlaywrightBuild(engine);
  return startPlaywrightSession(TYPES[engine], {
    executablePath,
    ...(engine === 'firefox' && { firefoxUserPrefs: preferences }),
  });
}
