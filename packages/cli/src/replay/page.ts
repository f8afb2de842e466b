import type { EventInput } from '@aisle/core';

/** What the page's side uses of the SDK's public API. Its own types need the DOM, which Node code is compiled without. */
interface PageAisle {
  setConsent(consent: 'granted'): Promise<void>;
  whenReady(): Promise<PageStatus>;
  status(): PageStatus;
  erase(): Promise<unknown>;
  track(event: EventInput): Promise<{ readonly stored: boolean; readonly reason?: string }>;
  predict(options: { k: number; exclude: readonly string[]; deadlineMs: number }): Promise<{
    readonly items: readonly { readonly item_id: string; readonly score: number }[];
    readonly reason?: string;
  }>;
}
interface PageStatus {
  readonly tier: string | undefined;
  readonly adapter: string | undefined;
  readonly lastError: { readonly message: string } | undefined;
}
declare const window: { sdk: { createAisle(options: object): PageAisle }; aisle: PageAisle };

/** Runs in the page. */
export async function startAisle(tier: string) {
  const aisle = window.sdk.createAisle({
    manifestUrl: '/model/manifest.json',
    worker: '/aisle/aisle-worker.js',
    namespace: 'replay',
    automation: 'record',
    tier,
    // Histories of past years are to be kept.
    retention: { maxAgeMs: Infinity },
  });
  window.aisle = aisle;
  await aisle.setConsent('granted');
  const status = await aisle.whenReady();
  return { tier: status.tier, adapter: status.adapter, problem: status.lastError?.message };
}

/** Runs in the page: one user's history from nothing, then the prediction. */
export async function predictAfter({
  events,
  exclude,
  k,
}: {
  events: readonly EventInput[];
  exclude: readonly string[];
  k: number;
}) {
  const { aisle } = window;
  await aisle.erase();
  for (const event of events) {
    const result = await aisle.track(event);
    if (!result.stored) throw new Error(`an event was not stored: ${result.reason}`);
  }
  const { items, reason } = await aisle.predict({ k, exclude, deadlineMs: 60_000 });
  if (reason) throw new Error(`no prediction: ${reason}; ${aisle.status().lastError?.message ?? ''}`);
  return items;
}
