import type { RerankResult } from '@aisle/sdk';
import type { AisleContextValue } from './aisleContext.js';

const DEFAULT_DEADLINE_MS = 100;
/** React renders again after the promise has settled, and may be busy then. The result stays available this long. */
const CACHE_MS = 5_000;

interface PendingRanking {
  settled?: Promise<void>;
  /** Empty without an instance before the deadline. */
  result?: Partial<RerankResult<number>>;
}

/** By namespace and item ids. Not component state: React discards the state of a first render that suspends (https://react.dev/reference/react/Suspense#caveats). */
const pendingRankings = new Map<string, PendingRanking>();

/**
 * The engine's ranking of a list, as indices.
 *
 * @throws a promise for React's Suspense, until the engine has answered or the deadline has passed
 */
export function suspendUntilRanked(
  context: AisleContextValue,
  key: string,
  itemIds: readonly string[],
  deadlineMs = DEFAULT_DEADLINE_MS,
): Partial<RerankResult<number>> {
  const name = context.namespace + key;
  const requestRanking = async (pending: PendingRanking) => {
    const endMs = performance.now() + deadlineMs;
    const nextChange = () =>
      new Promise<boolean>((resolve) => {
        const stop = context.subscribe(() => {
          stop();
          resolve(true);
        });
        // If the provider suspends together with its children, it never mounts.
        setTimeout(resolve, endMs - performance.now(), false);
      });
    let aisle: ReturnType<AisleContextValue['peek']>;
    let result: PendingRanking['result'];
    do {
      // Read in each round: StrictMode disposes the first instance before it has sent any notification.
      aisle = context.peek();
      result =
        aisle &&
        (await aisle.rerank([...itemIds.keys()], {
          itemId: (index) => itemIds[index]!,
          deadlineMs: endMs - performance.now(),
        }));
      // The shop repeats the shopper's consent shortly after the instance exists.
    } while (
      (!aisle || (result?.reason === 'no-consent' && aisle.getSnapshot().consent !== 'denied')) &&
      (await nextChange())
    );
    pending.result = result ?? {};
    setTimeout(() => pendingRankings.delete(name), CACHE_MS);
  };
  let pending = pendingRankings.get(name);
  if (!pending) {
    pendingRankings.set(name, (pending = {}));
    pending.settled = requestRanking(pending);
  }
  if (!pending.result) throw pending.settled!;
  return pending.result;
}
