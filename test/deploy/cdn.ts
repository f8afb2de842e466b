import { type ServerFault, type StaticServer, startStaticServer } from '@aisle/harness';
import type { Aisle } from '@aisle/sdk';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { AisleSite } from '../kit/aislePage.js';
import { DIST } from '../kit/serveAisle.js';

/** A second site with the same files: dist under /aisle/, the release under /model/, with CORS for every origin. */
export interface Cdn {
  /** The server has one address. Its second host name is another site for the browser. */
  readonly origin: string;
  readonly server: StaticServer;
  /** By URL path. Cleared after every test. */
  readonly faults: Map<string, ServerFault>;
  readonly headers: Map<string, Readonly<Record<string, string>>>;
}

export function useCdn(site: AisleSite): Cdn {
  const cdn = { faults: new Map(), headers: new Map() } as Partial<Cdn> as { -readonly [K in keyof Cdn]: Cdn[K] };
  beforeAll(async () => {
    cdn.server = await startStaticServer({
      roots: [
        { urlPath: '/aisle/', directory: DIST },
        { urlPath: '/model/', directory: site.modelDirectory },
      ],
      headers: (urlPath) => ({
        'Access-Control-Allow-Origin': '*',
        'Cache-Control': 'public, max-age=3600',
        ...cdn.headers.get(urlPath),
      }),
      faults: (urlPath) => cdn.faults.get(urlPath),
    });
    cdn.origin = cdn.server.origin.replace('localhost', '127.0.0.1');
  });
  afterEach(() => {
    cdn.faults.clear();
    cdn.headers.clear();
  });
  afterAll(() => cdn.server?.close());
  return cdn;
}

/** Opens `html` with the policy as a header. */
export async function openWithPolicy(
  site: AisleSite,
  policy: string,
  html: string,
  context?: Parameters<AisleSite['openPage']>[0],
): Promise<Page> {
  const url = site.addPage(html);
  site.headers.set(new URL(url).pathname, { 'Content-Security-Policy': policy });
  const page = await (context ?? (await site.newContext())).newPage();
  await page.goto(url);
  return page;
}

/** Grants consent, tracks a view and ranks a list, through the stub if the tag has not loaded. @returns the results, whatever failed */
export const tryTag = (page: Page) =>
  page.evaluate(async () => {
    const aisle = window.aisle as unknown as
      | (Partial<Aisle> & Pick<Aisle, 'setConsent' | 'track' | 'rerank'>)
      | undefined;
    const given = Array.from({ length: 20 }, (_, i) => `item-${i + 1}`);
    // Stub and tag are missing.
    if (!aisle) return { stubRan: false, unchanged: true, ranked: false, reason: 'not-loaded' };
    await aisle.setConsent('granted');
    const stored = await aisle.track({ type: 'view_item', items: [{ item_id: 'item-7' }] });
    const { items, ranked, reason } = await aisle.rerank(given, { deadlineMs: 30_000 });
    const { worker, release, catalogueTier, lastProblem } = (await aisle.whenReady?.()) ?? {};
    return {
      stubRan: 'stubRan' in window,
      stored: stored.stored,
      unchanged: items.join() === given.join(),
      ranked,
      reason,
      worker,
      release,
      catalogueTier,
      code: lastProblem?.code,
      message: lastProblem?.message,
    };
  });
