/** What this side uses of the SDK's public API. Its own types need the DOM, which Node code is compiled without. */
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
 * Runs in the page: milliseconds since navigation until the first ranked list; then, each right after a new event, of every
 * answer, and of an empty way to a worker that does nothing else and back, which both threads sleep before.
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
