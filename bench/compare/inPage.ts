/** What this side uses of the SDK's public API. Its own types need more of the DOM than benches are compiled with. */
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
 * Runs in the page: every build takes its turn in each round, right after an event of its own, and so does an empty call.
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
  const patient = { deadlineMs: 60_000 };
  let next = 1;
  const view = (aisle: PageAisle) => {
    next = (next * 7919 + 13) % itemCount;
    return aisle.track({ type: 'view_item', items: [{ item_id: `item-${next + 1}` }] });
  };
  const opened: [string, PageAisle][] = [];
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
    await view(aisle);
    const { ranked, reason } = await aisle.rerank(list, patient);
    if (!ranked) throw new Error(`${name}: not ranked: ${reason}`);
    opened.push([name, aisle]);
    rerankMs[name] = [];
  }
  const url = '/bench/emptyCall.js';
  const { emptyCall } = (await import(url)) as { emptyCall(): Promise<void> };
  await emptyCall();
  const emptyCallMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Another one begins each round.
    for (let turn = 0; turn < opened.length; turn++) {
      const [name, aisle] = opened[(round + turn) % opened.length]!;
      await view(aisle);
      const startedMs = performance.now();
      await aisle.rerank(list, patient);
      rerankMs[name]!.push(performance.now() - startedMs);
    }
    await view(opened.at(-1)![1]);
    const startedMs = performance.now();
    await emptyCall();
    emptyCallMs.push(performance.now() - startedMs);
  }
  return { rerankMs, emptyCallMs };
}
