import type { RivalTrackerName, RivalTrackers, ViewedItem } from './rivalTracker.js';

/** The part of the SDK's API that is used here. The SDK's types need DOM types that benchmarks are compiled without. */
interface PageAisle {
  setConsent(consent: 'granted'): Promise<void>;
  whenReady(): Promise<{ readonly release: string | undefined }>;
  track(event: object): Promise<{ readonly stored: boolean }>;
}

/** `idle` tracks nothing. It measures the timers of a burst. */
export type Variant =
  | { readonly kind: 'idle' }
  /** @param folder URL path of the built SDK */
  | { readonly kind: 'aisle'; readonly folder: string; readonly encrypted?: boolean }
  | { readonly kind: 'rival'; readonly name: RivalTrackerName };

interface OpenTracker {
  readonly track: (item: ViewedItem) => unknown;
  /** Sends or stores pending events. */
  readonly finish: () => unknown;
}

declare const window: {
  sdk: { createAisle(options: object): PageAisle };
  rivals?: RivalTrackers;
  opened: Record<string, OpenTracker>;
};

/** Runs in the page: opens a tracker and stores it by name. */
export async function openVariant({
  name,
  variant,
  namespace,
}: {
  name: string;
  variant: Variant;
  namespace: string;
}): Promise<void> {
  const opened = (window.opened ??= {});
  if (variant.kind === 'idle') opened[name] = { track: () => {}, finish: () => {} };
  else if (variant.kind === 'rival') {
    const { track, flush } = window.rivals!.openRivalTracker(
      variant.name,
      `${location.origin}/collect/${variant.name}`,
    );
    opened[name] = { track: track, finish: flush };
  } else {
    const { folder, encrypted } = variant;
    const load = <T>(file: string) => import(folder + file) as Promise<T>;
    const { createAisle } = await load<typeof window.sdk>('index.js');
    const plugins = encrypted ? [(await load<{ encryption(): object }>('plugins/encryption.js')).encryption()] : [];
    const aisle = createAisle({
      manifestUrl: '/model/manifest.json',
      worker: `${folder}aisle-worker.js`,
      automation: 'record',
      tier: 'light',
      namespace,
      plugins,
    });
    await aisle.setConsent('granted');
    // The engine runs and processes every event, as in a shop.
    const { release } = await aisle.whenReady();
    if (!release) throw new Error(`${name}: the engine did not start`);
    const lost: unknown[] = [];
    let pending: Promise<unknown>[] = [];
    opened[name] = {
      track: (item) =>
        pending.push(
          aisle.track({ type: 'view_item', items: [item] }).then((result) => result.stored || lost.push(result)),
        ),
      finish: async () => {
        await Promise.all(pending);
        pending = [];
        if (lost.length > 0) throw new Error(`${name}: not stored: ${JSON.stringify(lost[0])}`);
      },
    };
  }
}

/**
 * Runs in the page: tracks `events` events, each in a separate task like the actions of a shopper. Then it waits
 * `settleMs` for deferred work.
 *
 * @returns Milliseconds until each call returned.
 */
export async function trackBurst({
  name,
  events,
  intervalMs,
  settleMs,
}: {
  name: string;
  events: number;
  intervalMs: number;
  settleMs: number;
}): Promise<number[]> {
  const { track, finish } = window.opened[name]!;
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const callMs: number[] = [];
  for (let n = 0; n < events; n++) {
    const item = {
      item_id: `item-${1 + (n % 60)}`,
      item_name: 'Trail tent for two',
      item_brand: 'Fjord',
      item_category: 'Camping',
      price: 199.5,
    };
    const startedMs = performance.now();
    track(item);
    callMs.push(performance.now() - startedMs);
    await wait(intervalMs);
  }
  await finish();
  await wait(settleMs);
  return callMs;
}

/** Runs in the page: acknowledged events per second, with `concurrency` events pending all the time. */
export async function acknowledgedPerSecond({
  namespace,
  concurrency,
  events,
}: {
  namespace: string;
  concurrency: number;
  events: number;
}): Promise<number> {
  const aisle = window.sdk.createAisle({
    manifestUrl: '/model/manifest.json',
    worker: '/aisle/aisle-worker.js',
    automation: 'record',
    tier: 'light',
    namespace,
  });
  await aisle.setConsent('granted');
  await aisle.whenReady();
  let remaining = events;
  const write = async (): Promise<void> => {
    while (remaining-- > 0) {
      const { stored } = await aisle.track({ type: 'view_item', items: [{ item_id: `item-${1 + (remaining % 60)}` }] });
      if (!stored) throw new Error('an event was not stored');
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: concurrency }, write));
  return (1000 * events) / (performance.now() - startedMs);
}

/** Runs in the page: bytes of an event, as growth of IndexedDB by the browser's estimate, and as JSON. */
export async function storedBytes({
  namespace,
  events,
}: {
  namespace: string;
  events: number;
}): Promise<{ readonly stored: number; readonly json: number }> {
  const aisle = window.sdk.createAisle({
    manifestUrl: '/model/manifest.json',
    worker: '/aisle/aisle-worker.js',
    automation: 'record',
    tier: 'light',
    namespace,
    retention: { maxEvents: 10 * events },
  });
  await aisle.setConsent('granted');
  await aisle.whenReady();
  const usedBytes = async () =>
    ((await navigator.storage.estimate()) as { usageDetails?: { indexedDB?: number } }).usageDetails?.indexedDB ?? 0;
  const before = await usedBytes();
  let json = 0;
  for (let n = 0; n < events; n++) {
    const event = {
      type: 'view_item',
      items: [
        {
          item_id: `item-${1 + (n % 60)}`,
          item_name: 'Trail tent for two',
          item_brand: 'Fjord',
          item_category: 'Camping',
          price: 199.5,
        },
      ],
    };
    json += JSON.stringify({ schemaVersion: 1, timestampMs: Date.now(), ...event }).length;
    await aisle.track(event);
  }
  return { stored: ((await usedBytes()) - before) / events, json: json / events };
}
