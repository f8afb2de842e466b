import type { EventInput } from '@aisle/core';

/** The part of the SDK's public API that the page uses. The SDK's types need the DOM, which Node code does not have. */
interface PageAisle {
  setConsent(consent: 'granted'): Promise<void>;
  whenReady(): Promise<PageStatus>;
  status(): PageStatus;
  erase(): Promise<unknown>;
  track(event: EventInput): Promise<{ readonly stored: boolean; readonly reason?: string }>;
  predict(options: object): Promise<{
    readonly items: readonly { readonly item_id: string; readonly score: number }[];
    readonly reason?: string;
  }>;
}
interface PageStatus {
  readonly tier: string | undefined;
  readonly adapter: string | undefined;
  readonly lastProblem: { readonly message: string } | undefined;
}
declare const window: { sdk: { createAisle(options: object): PageAisle }; aisle: PageAisle };

/** Runs in the page: creates the instance on the requested tier. */
export async function startAisle(tier: string) {
  const aisle = window.sdk.createAisle({
    manifestUrl: '/model/manifest.json',
    worker: '/aisle/aisle-worker.js',
    namespace: 'replay',
    automation: 'record',
    tier,
    // Test histories may be years old.
    retention: { maxAgeMs: Infinity },
  });
  window.aisle = aisle;
  await aisle.setConsent('granted');
  const status = await aisle.whenReady();
  return { tier: status.tier, adapter: status.adapter, problem: status.lastProblem?.message };
}

/** Runs in the page: erases the history, tracks that of one user, and predicts the k best items by score alone. */
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
  const { items, reason } = await aisle.predict({
    k: 4 * k,
    maxPerCategory: 4 * k,
    diversity: 0,
    exclude,
    excludeCart: false,
    excludePurchased: false,
    deadlineMs: 60_000,
  });
  if (reason) throw new Error(`no prediction: ${reason}; ${aisle.status().lastProblem?.message ?? ''}`);
  // At most a quarter of a row was viewed, so the first quarter of a longer row is the ranking.
  return items.slice(0, k);
}
