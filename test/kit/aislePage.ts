import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, startStaticServer, type LaunchBrowserOptions, type ServerFault, type StaticServer } from '@aisle/harness';
import type { Aisle, AisleOptions, EventInput, Plugin, PredictOptions, RerankOptions } from '@aisle/sdk';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { writeSmallRelease, type SmallRelease } from './smallRelease.js';

declare global {
  interface Window {
    sdk: { readonly createAisle: (options: AisleOptions) => Aisle };
    visitor: Aisle;
    encryption?: () => Plugin;
  }
}

/** Serves dist under /aisle/, a release of 60 items under /model/ and pages of the test's own; one browser for the file. */
export interface AisleSite {
  readonly server: StaticServer;
  readonly browser: Browser;
  readonly release: SmallRelease;
  readonly modelDirectory: string;
  /** By URL path; emptied after every test. */
  readonly faults: Map<string, ServerFault>;
  /** By URL path, beyond or instead of the server's own; emptied after every test. */
  readonly headers: Map<string, Readonly<Record<string, string>>>;
  /** A profile of its own, closed after the test. */
  newContext(): Promise<BrowserContext>;
  /** Opens `html` (default: a page that loads the SDK) in `context` (default: a fresh one). Nothing that it throws goes unseen. */
  openPage(context?: BrowserContext, html?: string): Promise<Page>;
}

const DIST = fileURLToPath(new URL('../../packages/sdk/dist', import.meta.url));

/** A whole document around `head` and `body`. */
export const documentOf = (head: string, body = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;

const SDK_PAGE = documentOf('<script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>');

/** Sets the site up before the file's tests. After each test, no page may have met an uncaught error or an unhandled rejection. */
export function useAisleSite(browserOptions: Partial<LaunchBrowserOptions> = {}): AisleSite {
  const site = { faults: new Map(), headers: new Map() } as Partial<AisleSite> as { -readonly [K in keyof AisleSite]: AisleSite[K] };
  const pages = new Map<string, string>();
  const contexts: BrowserContext[] = [];
  const pageErrors: string[] = [];

  beforeAll(async () => {
    site.modelDirectory = await mkdtemp(join(tmpdir(), 'aisle-model-'));
    site.release = await writeSmallRelease(site.modelDirectory, { itemCount: 60, seed: 1 });
    site.server = await startStaticServer({
      roots: [
        { urlPath: '/aisle/', directory: DIST },
        { urlPath: '/model/', directory: site.modelDirectory },
      ],
      headers: (urlPath) => site.headers.get(urlPath) ?? {},
      faults: (urlPath) => {
        const html = pages.get(urlPath);
        return site.faults.get(urlPath) ?? (html === undefined ? undefined : { kind: 'body', body: html, contentType: 'text/html; charset=utf-8' });
      },
    });
    site.browser = await launchBrowser({ webgpu: 'none', ...browserOptions });
  });

  site.newContext = async () => {
    const context = await site.browser.newContext();
    context.on('page', (page) => page.on('pageerror', (error) => pageErrors.push(String(error))));
    contexts.push(context);
    return context;
  };

  site.openPage = async (context, html = SDK_PAGE) => {
    const page = await (context ?? (await site.newContext())).newPage();
    const urlPath = `/page-${pages.size + 1}`;
    pages.set(urlPath, html);
    await page.goto(site.server.origin + urlPath);
    return page;
  };

  afterEach(async () => {
    site.faults.clear();
    site.headers.clear();
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(pageErrors.splice(0)).toEqual([]);
  });

  afterAll(async () => {
    await site.browser?.close();
    await site.server?.close();
    await rm(site.modelDirectory, { recursive: true, force: true });
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

/** Creates `window.visitor`: on the plain-JavaScript tier, which starts fastest, recording what Playwright does. */
export async function createAisle(page: Page, { consent = 'granted', encrypted = false, ...options }: StartOptions = {}): Promise<void> {
  if (encrypted) await page.addScriptTag({ type: 'module', content: 'import { encryption } from "/aisle/plugins/encryption.js"; window.encryption = encryption;' });
  await page.waitForFunction((encrypted) => 'sdk' in window && (!encrypted || 'encryption' in window), encrypted);
  await page.evaluate(
    async ([consent, encrypted, options]) => {
      const { encryption } = window;
      window.visitor = window.sdk.createAisle({
        manifestUrl: '/model/manifest.json',
        worker: '/aisle/aisle-worker.js',
        automation: 'record',
        tier: 'light',
        plugins: encrypted ? [encryption!()] : [],
        ...options,
      });
      if (consent === 'granted') await window.visitor.setConsent(consent);
    },
    [consent, encrypted, options] as const,
  );
}

/** The same, and waits until the engine can answer or is known not to. */
export async function startAisle(page: Page, options: StartOptions = {}): Promise<PlainStatus> {
  await createAisle(page, options);
  return readyStatus(page);
}

/** The status with its problem as plain values: Playwright clones an Error without its code. */
export const readyStatus = (page: Page) =>
  page.evaluate(async () => {
    const { lastProblem, ...status } = await window.visitor.whenReady();
    return { ...status, problemCode: lastProblem?.code, problemMessage: lastProblem?.message };
  });
export type PlainStatus = Awaited<ReturnType<typeof readyStatus>>;

export const itemId = (number: number): string => `item-${number}`;

export const viewOf = (number: number): EventInput => ({ type: 'view_item', items: [{ item_id: itemId(number) }] });

export const track = (page: Page, event: EventInput) => page.evaluate((event) => window.visitor.track(event), event);

/** Tracks views of items by number, one after the other. */
export async function view(page: Page, ...numbers: readonly number[]): Promise<void> {
  for (const number of numbers) expect(await track(page, viewOf(number))).toMatchObject({ stored: true });
}

/** Deadlines that only a call that never settles would miss. */
const PATIENT = { deadlineMs: 30_000 };

export const predict = (page: Page, options: Omit<PredictOptions, 'signal' | 'filter'> = {}) =>
  page.evaluate((options) => window.visitor.predict(options), { ...PATIENT, ...options });

export const rerank = (page: Page, itemIds: readonly string[], options: Pick<RerankOptions<string>, 'deadlineMs'> = PATIENT) =>
  page.evaluate(([itemIds, options]) => window.visitor.rerank(itemIds, options), [itemIds, options] as const);

export const exported = (page: Page) => page.evaluate(async () => (await window.visitor.export()).events);

export const databaseNames = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

/** The rows as any script of the shop's origin can read them. */
export const rawRows = (page: Page) =>
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
