import type { Reason, RerankOptions, RerankResult, Status, Tier } from '@aisle/sdk';
import { useContext, useEffect, useMemo, useState } from 'react';
import { AisleContext } from './aisleContext.js';
import { useStatusValue } from './useStatusValue.js';

export type UseRerankOptions<T> = Omit<RerankOptions<T>, 'signal'>;

/** `no-provider`: there is no AisleProvider above. `pending`: no answer yet for these items. */
export type UseRerankReason = Reason | 'no-provider' | 'pending';

export interface UseRerankResult<T> {
  /** Exactly the items of this render, best first if `ranked`, else in the order given. */
  readonly items: readonly T[];
  readonly ranked: boolean;
  /** Why not ranked. */
  readonly reason: UseRerankReason | undefined;
  readonly release: string | undefined;
  readonly tier: Tier | undefined;
}

/** An order for the items whose ids are `key`: the result's items are indices. */
interface Answer {
  readonly key: string;
  readonly result: RerankResult<number>;
}

const isGranted = ({ consent }: Status) => consent === 'granted';
/** Changes when the engine becomes able to answer. */
const releaseOf = ({ release }: Status) => release;

/** The same rule as the SDK's; it refuses what is no id with `invalid-items`. */
function defaultItemId(item: unknown): string {
  return (typeof item === 'object' && item !== null ? (item as { item_id?: unknown }).item_id : item) as string;
}

/**
 * Orders a list for the shopper. The first render, on the server too, has the order given. Asks again when the ids
 * change, when consent is given, and once when the engine is ready after it was too late for the first question; not when
 * an event is tracked: cards that the shopper sees stay where they are.
 */
export function useRerank<T>(items: readonly T[], options: UseRerankOptions<T> = {}): UseRerankResult<T> {
  const { deadlineMs, itemId = defaultItemId } = options;
  const aisle = useContext(AisleContext);
  const granted = useStatusValue(isGranted);
  const release = useStatusValue(releaseOf);
  const [answer, setAnswer] = useState<Answer>();
  const [retries, setRetries] = useState(0);
  const itemIds = items.map((item) => itemId(item));
  // A list written inline is a new array in every render: only its ids tell whether it changed.
  const key = JSON.stringify(itemIds);

  useEffect(() => {
    if (!aisle) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const asked = { signal, itemId: (index: number) => itemIds[index]!, ...(deadlineMs !== undefined && { deadlineMs }) };
    void aisle.rerank([...itemIds.keys()], asked).then((result) => {
      // An answer to a list that is gone.
      if (!signal.aborted) setAnswer({ key, result });
    });
    return () => controller.abort();
  }, [aisle, granted, key, retries]);

  // On a page load the engine is often not up before the deadline: one more question when it is.
  const timedOut = answer?.key === key && answer.result.reason === 'timeout';
  useEffect(() => {
    if (timedOut && release) setRetries((count) => count + 1);
  }, [timedOut, release]);

  const result = answer?.key === key ? answer.result : undefined;
  // The order is kept as indices, so that it is the objects of this render that come out.
  const inOrder = useMemo(() => (result?.ranked ? result.items.map((index) => items[index]!) : items), [result, items]);
  return {
    items: inOrder,
    ranked: result?.ranked ?? false,
    reason: result ? result.reason : aisle === undefined ? 'no-provider' : 'pending',
    release: result?.release,
    tier: result?.tier,
  };
}
