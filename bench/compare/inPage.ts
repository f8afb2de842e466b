/** The part of the SDK's API that is used here. The SDK's types need DOM types that benchmarks are compiled without. */
interface PageAisle {
  setConsent(consent: 'granted'): Promise<void>;
  track(event: object): Promise<unknown>;
  rerank(
    items: readonly string[],
    options: { deadlineMs: number },
  ): Promise<{ readonly ranked: boolean; readonly reason?: string }>;
}

export interface RerankTurns {
  /** Milliseconds of each `rerank()` of 100 items right after an event, by build. */
  readonly rerankMs: Readonly<Record<string, number[]>>;
  /** Milliseconds of each empty call of an idle worker through Comlink, right after an event. */
  readonly emptyCallMs: number[];
}

/**
 * Runs in the page. In each round, every build tracks an event and reranks a list. Then comes an empty call.
 *
 * @param folders URL path of each build's files, by its name
 */
export async function rerankInTurns({
  folders,
  manifestUrl,
  itemCount,
  rounds,
}: {
  folders: Record<string, string>;
  manifestUrl: string;
  itemCount: number;
  rounds: number;
}): Promise<RerankTurns> {
  const list = Array.from({ length: 100 }, (_, i) => `item-${1 + ((i * 104_729) % itemCount)}`);
  const noDeadline = { deadlineMs: 60_000 };
  let next = 1;
  const trackView = (aisle: PageAisle) => {
    next = (next * 7919 + 13) % itemCount;
    return aisle.track({ type: 'view_item', items: [{ item_id: `item-${next + 1}` }] });
  };
  const instances: [string, PageAisle][] = [];
  const rerankMs: Record<string, number[]> = {};
  for (const [name, folder] of Object.entries(folders)) {
    const { createAisle } = (await import(`${folder}index.js`)) as { createAisle(options: object): PageAisle };
    const aisle = createAisle({
      manifestUrl,
      worker: `${folder}aisle-worker.js`,
      namespace: name,
      automation: 'record',
      tier: 'light',
    });
    await aisle.setConsent('granted');
    await trackView(aisle);
    const { ranked, reason } = await aisle.rerank(list, noDeadline);
    if (!ranked) throw new Error(`${name}: not ranked: ${reason}`);
    instances.push([name, aisle]);
    rerankMs[name] = [];
  }
  const url = '/bench/emptyCall.js';
  const { emptyCall } = (await import(url)) as { emptyCall(): Promise<void> };
  await emptyCall();
  const emptyCallMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another build.
    for (let turn = 0; turn < instances.length; turn++) {
      const [name, aisle] = instances[(round + turn) % instances.length]!;
      await trackView(aisle);
      const startedMs = performance.now();
      await aisle.rerank(list, noDeadline);
      rerankMs[name]!.push(performance.now() - startedMs);
    }
    await trackView(instances.at(-1)![1]);
    const startedMs = performance.now();
    await emptyCall();
    emptyCallMs.push(performance.now() - startedMs);
  }
  return { rerankMs, emptyCallMs };
}
