/** The part of the SDK's API that is used here. The SDK's types need DOM types that benchmarks are compiled without. */
interface PageAisle {
  setConsent(consent: 'granted'): Promise<void>;
  track(event: object): Promise<unknown>;
  rerank(
    items: readonly string[],
    options: { deadlineMs: number },
  ): Promise<{ readonly ranked: boolean; readonly reason?: string }>;
}
declare const window: { sdk: { createAisle(options: object): PageAisle } };

/**
 * Runs in the page. Measures the time from navigation to the first ranked list. Then it repeats two measurements, each
 * right after a new event: a list of 100 items, and an empty round trip to an idle worker.
 *
 * @returns Milliseconds.
 */
export async function measureTier({
  tier,
  manifestUrl,
  itemCount,
  repeats,
}: {
  tier: string;
  manifestUrl: string;
  itemCount: number;
  repeats: number;
}) {
  const aisle = window.sdk.createAisle({ manifestUrl, worker: '/aisle/aisle-worker.js', automation: 'record', tier });
  await aisle.setConsent('granted');
  let next = 1;
  const trackView = () => {
    next = (next * 7919 + 13) % itemCount;
    return aisle.track({ type: 'view_item', items: [{ item_id: `item-${next + 1}` }] });
  };
  const list = Array.from({ length: 100 }, (_, i) => `item-${1 + ((i * 104_729) % itemCount)}`);
  const noDeadline = { deadlineMs: 60_000 };
  await trackView();
  const first = await aisle.rerank(list, noDeadline);
  const firstRankedMs = performance.now();
  if (!first.ranked) throw new Error(`not ranked: ${first.reason}`);
  const rerankMs: number[] = [];
  const emptyMs: number[] = [];
  const idle = repeats > 0 ? new Worker('/bench/measureWorker.js', { type: 'module' }) : undefined;
  for (let i = 0; i < repeats; i++) {
    await trackView();
    let startedMs = performance.now();
    await aisle.rerank(list, noDeadline);
    rerankMs.push(performance.now() - startedMs);
    await trackView();
    startedMs = performance.now();
    await new Promise((resolve) => {
      idle!.onmessage = resolve;
      idle!.postMessage('echo');
    });
    emptyMs.push(performance.now() - startedMs);
  }
  idle?.terminate();
  return { firstRankedMs, rerankMs, emptyMs };
}
