import {
  type BrowserSession,
  type BrowserTab,
  type Engine,
  enginesToTest,
  launchFirefox,
  launchWebKit,
} from '@aisle/harness/webDriver';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type ScriptedPage, startAisle } from '../kit/aislePage.js';
import { documentOf, SDK_SCRIPT, type ServedAisle, serveAisle } from '../kit/serveAisle.js';

/** The engines for `describe.each(ENGINES)`. Other suites test Chromium. */
export const ENGINES = enginesToTest();

declare global {
  interface Window {
    /** Work that continues in a tab while the driver uses another one. */
    writing: Promise<unknown>;
    write: (name: string) => Promise<number[]>;
    restored: boolean;
  }
}

/** A tab that the helpers of `test/kit/aislePage.ts` accept. Arguments and results are JSON, which omits undefined. */
export type Tab = Omit<BrowserTab, 'evaluate' | 'waitForFunction'> & ScriptedPage;

/** A browser with a new profile. It is closed after the test. */
export interface Visit {
  /** Opens `url`; by default a new page that loads the SDK. */
  openTab(url?: string): Promise<Tab>;
}

export interface BrowserSite extends Pick<ServedAisle, 'server' | 'release' | 'faults' | 'addPage'> {
  startVisit(engine: Engine, firefoxPreferences?: Parameters<typeof launchFirefox>[0]): Promise<Visit>;
}

/** Sends uncaught errors to the server, so that the test sees them even after the page is closed. */
const REPORT_ERRORS = `<script>
  const report = (error) => void fetch('/page-error?' + encodeURIComponent(String(error)), { keepalive: true });
  addEventListener('error', ({ error, message }) => report(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => report(reason));
</script>`;

/** A page that loads the SDK and reports its errors. */
export const shopPage = (head = ''): string => documentOf(REPORT_ERRORS + SDK_SCRIPT + head);

/**
 * Starts the server before the file's tests. Fails a test if a page had an uncaught error or an unhandled rejection.
 */
export function useBrowserSite(): BrowserSite {
  const site = { faults: new Map() } as Partial<BrowserSite & ServedAisle> as {
    -readonly [K in keyof (BrowserSite & ServedAisle)]: (BrowserSite & ServedAisle)[K];
  };
  const sessions: BrowserSession[] = [];
  /** The number of requests of earlier tests. */
  let seen = 0;

  beforeAll(async () => {
    Object.assign(site, await serveAisle(site.faults, new Map()));
  });

  site.startVisit = async (engine, firefoxPreferences) => {
    const session = engine === 'firefox' ? await launchFirefox(firefoxPreferences) : await launchWebKit();
    sessions.push(session);
    return { openTab: async (url = site.addPage(shopPage())) => (await session.openTab(url)) as unknown as Tab };
  };

  afterEach(async () => {
    site.faults.clear();
    await Promise.all(sessions.splice(0).map((session) => session.quit()));
    const reported = site.server.requests
      .slice(seen)
      .map(({ url }) => new URL(url))
      .filter(({ pathname }) => pathname === '/page-error');
    seen = site.server.requests.length;
    expect(reported.map(({ search }) => decodeURIComponent(search))).toEqual([]);
  });

  afterAll(() => site.close?.());
  return site;
}

/** Waits until the tab counts this number of stored events, of all tabs. */
export const storedIs = (tab: Tab, count: number) =>
  tab.waitForFunction((count) => window.visitor.status().storedEvents === count, count);

export async function openTwoTabs(visit: Visit): Promise<[Tab, Tab]> {
  const tabs: [Tab, Tab] = [await visit.openTab(), await visit.openTab()];
  for (const tab of tabs) await startAisle(tab);
  return tabs;
}

/** Everything that a page can store on the device. */
export const leftOnDevice = (tab: Tab) =>
  tab.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    localStorage: Object.keys(localStorage),
    sessionStorage: Object.keys(sessionStorage),
    cookies: document.cookie,
    serviceWorkers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
export const NOTHING_LEFT = {
  databases: [],
  caches: [],
  localStorage: [],
  sessionStorage: [],
  cookies: '',
  serviceWorkers: 0,
};
