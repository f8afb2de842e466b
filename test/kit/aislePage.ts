import { type LaunchBrowserOptions, launchBrowser } from '@aisle/harness';
import type { Aisle, AisleOptions, EventInput, Plugin, PredictOptions, RerankOptions } from '@aisle/sdk';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { SDK_PAGE, type ServedAisle, serveAisle } from './serveAisle.js';

export { documentOf, SDK_SCRIPT } from './serveAisle.js';

declare global {
  interface Window {
    sdk: { readonly createAisle: (options: AisleOptions) => Aisle };
    visitor: Aisle;
    encryption?: () => Plugin;
  }
}

/** The files of `serveAisle` and one browser for a test file. Faults and headers are cleared after each test. */
export interface AisleSite extends ServedAisle {
  readonly browser: Browser;
  /** A new profile, closed after the test. */
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Opens `html` (default: a page that loads the SDK) in `context` (default: a new one). Uncaught errors fail the test. */
  openPage(context?: BrowserContext, html?: string): Promise<Page>;
}

/**
 * Sets the site up before the file's tests. Each test fails if a page had an uncaught error or unhandled rejection.
 *
 * @param concurrent for tests that run concurrently: pages are checked and closed after the last test
 */
export function useAisleSite(
  browserOptions: Partial<LaunchBrowserOptions> = {},
  { concurrent = false } = {},
): AisleSite {
  const site = { faults: new Map(), headers: new Map() } as Partial<AisleSite> as {
    -readonly [K in keyof AisleSite]: AisleSite[K];
  };
  const contexts: BrowserContext[] = [];
  const pageErrors: string[] = [];

  beforeAll(async () => {
    Object.assign(site, await serveAisle(site.faults!, site.headers!));
    site.browser = await launchBrowser({ webgpu: 'none', ...browserOptions });
  });

  site.newContext = async (options) => {
    const context = await site.browser.newContext(options);
    context.on('page', (page) => page.on('pageerror', (error) => pageErrors.push(String(error))));
    contexts.push(context);
    return context;
  };

  site.openPage = async (context, html = SDK_PAGE) => {
    const page = await (context ?? (await site.newContext())).newPage();
    await page.goto(site.addPage(html));
    return page;
  };

  const endTest = async () => {
    site.faults.clear();
    site.headers.clear();
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(pageErrors.splice(0)).toEqual([]);
  };
  if (!concurrent) afterEach(endTest);

  afterAll(async () => {
    try {
      await endTest();
    } finally {
      await site.browser?.close();
      await site.close?.();
    }
  });
  return site;
}

export type StartOptions = Partial<Omit<AisleOptions, 'worker'>> & {
  readonly worker?: string;
  /** Default `granted`. */
  readonly consent?: 'granted' | 'unset';
  /** Adds the encryption plugin. Default false. */
  readonly encrypted?: boolean;
};

/** A page of Playwright or of another browser driver. */
export type ScriptedPage = Pick<Page, 'evaluate' | 'waitForFunction'>;

/** Creates `window.visitor`. By default on the light tier, recording automated visits, with an update check on every page. */
export async function createAisle(
  page: ScriptedPage,
  { consent = 'granted', encrypted = false, ...options }: StartOptions = {},
): Promise<void> {
  if (encrypted) {
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.type = 'module';
      script.textContent = 'import { encryption } from "/aisle/plugins/encryption.js"; window.encryption = encryption;';
      document.head.append(script);
    });
    await page.waitForFunction(() => 'encryption' in window);
  }
  await page.waitForFunction(() => 'sdk' in window);
  await page.evaluate(
    async ([consent, encrypted, options]) => {
      const { encryption } = window;
      window.visitor = window.sdk.createAisle({
        manifestUrl: '/model/manifest.json',
        worker: '/aisle/aisle-worker.js',
        automation: 'record',
        tier: 'light',
        updateIntervalMs: 0,
        plugins: encrypted ? [encryption!()] : [],
        ...options,
      });
      if (consent === 'granted') await window.visitor.setConsent(consent);
    },
    [consent, encrypted, options] as const,
  );
}

/** Creates `window.visitor` and waits until the engine is ready or unavailable. */
export async function startAisle(page: ScriptedPage, options: StartOptions = {}): Promise<PlainStatus> {
  await createAisle(page, options);
  return readyStatus(page);
}

/** The status with the problem's code and message as plain values, because Playwright clones an Error without its code. */
export const readyStatus = (page: ScriptedPage) =>
  page.evaluate(async () => {
    const { lastProblem, ...status } = await window.visitor.whenReady();
    return { ...status, problemCode: lastProblem?.code, problemMessage: lastProblem?.message };
  });
export type PlainStatus = Awaited<ReturnType<typeof readyStatus>>;

export const itemId = (number: number): string => `item-${number}`;

export const viewOf = (number: number): EventInput => ({ type: 'view_item', items: [{ item_id: itemId(number) }] });

export const track = (page: ScriptedPage, event: EventInput) =>
  page.evaluate((event) => window.visitor.track(event), event);

/** Tracks views of items by number, one after the other. */
export async function view(page: ScriptedPage, ...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) expect(await track(page, viewOf(number))).toMatchObject({ stored: true });
}

/** A deadline that only a hanging call misses. */
const LONG_DEADLINE = { deadlineMs: 30_000 };

export const predict = (page: ScriptedPage, options: Omit<PredictOptions, 'signal' | 'filter'> = {}) =>
  page.evaluate((options) => window.visitor.predict(options), { ...LONG_DEADLINE, ...options });

export const rerank = (
  page: ScriptedPage,
  itemIds: readonly string[],
  options: Pick<RerankOptions<string>, 'deadlineMs'> = LONG_DEADLINE,
) => page.evaluate(([itemIds, options]) => window.visitor.rerank(itemIds, options), [itemIds, options] as const);

export const exported = (page: ScriptedPage) => page.evaluate(async () => (await window.visitor.export()).events);

export const databaseNames = (page: ScriptedPage) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

/** The stored rows, as any script of the shop's origin can read them. */
export const rawRows = (page: ScriptedPage) =>
  page.evaluate(
    () =>
      new Promise<unknown[]>((resolve, reject) => {
        const request = indexedDB.open('aisle-default');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const reading = request.result.transaction('events').objectStore('events').getAll();
          reading.onsuccess = () => {
            request.result.close();
            resolve(reading.result);
          };
        };
      }),
  );
