import { type Reason, type RerankOptions, type RerankResult, rerankStored, styledList, type Tier } from '@aisle/sdk';
import { useContext, useEffect, useMemo, useState } from 'react';
import { answerInTime } from './answerInTime.js';
import { AisleContext, type Provided } from './provided.js';
import { useBeforePaint } from './useBeforePaint.js';
import { useFromServer } from './useFromServer.js';

export interface UseRerankOptions<T> extends Pick<RerankOptions<T>, 'itemId'> {
  /** The list's id on this page, for `listProps`; events of this `item_list_id` name the list's result. */
  readonly listId?: string;
  /** Has a list that is rendered in the browser wait for the engine. Default false. */
  readonly suspense?: boolean;
  /** Milliseconds to wait at most. Default 100. */
  readonly deadlineMs?: number;
}

/**
 * `no-provider`: there is no AisleProvider above. `not-mounted`: it was given no instance yet. `server-order`: the server
 * has rendered this list, and what is on screen stays.
 */
export type UseRerankReason = Reason | 'no-provider' | 'not-mounted' | 'server-order';

export interface UseRerankResult<T> {
  /** Exactly the items of this render, best first if `ranked`, else in the order given. */
  readonly items: readonly T[];
  readonly ranked: boolean;
  /** Why not ranked. */
  readonly reason: UseRerankReason | undefined;
  /** Known where the engine was waited for. */
  readonly release: string | undefined;
  readonly tier: Tier | undefined;
  /**
   * For the flex or grid container whose children are the cards, each with its `data-aisle-item`: the head's script puts
   * them in order before the server's markup is painted. Without `list`, nothing.
   */
  readonly listProps: {
    readonly 'data-aisle-list': string | undefined;
    readonly 'data-aisle-order': string | undefined;
  };
}

/** How the items whose ids are `key` are shown, from their first render on. As indices, so that it is the objects of each render that come out. */
type View = { readonly key: string; readonly reason?: UseRerankReason } & Partial<Omit<RerankResult<number>, 'reason'>>;

/** The same rule as the SDK's, which refuses what is no id with `invalid-items`. */
const ownItemId = (item: unknown) => ((item as { item_id?: unknown } | null)?.item_id ?? item) as string;

/**
 * Orders a list for the shopper, in its first render and for good: what is on screen never moves. A list that is rendered
 * in the browser is ordered by what the engine has said, on this page or an earlier one. One that the server has rendered
 * keeps that order, unless the head's script has put it in another before it was painted. Other ids make another list.
 */
export function useRerank<T>(
  items: readonly T[],
  { listId, suspense, deadlineMs, itemId = ownItemId }: UseRerankOptions<T> = {},
): UseRerankResult<T> {
  const provided = useContext(AisleContext);
  const fromServer = useFromServer();
  const itemIds = items.map((item) => itemId(item));
  // A list written inline is a new array in every render: only its ids tell whether it changed.
  const key = JSON.stringify(itemIds);
  const firstView = (): View => {
    if (fromServer && !provided.none) return { key, reason: 'server-order' };
    const answer = suspense ? answerInTime(provided, key, itemIds, deadlineMs) : undefined;
    return { key, ...(answer?.ranked ? answer : rankNow(provided, itemIds)) };
  };
  const [kept, keep] = useState(firstView);
  const view = kept.key === key ? kept : firstView();
  if (view !== kept) keep(view);

  // The nodes take the order in which the style shows them, which goes in the same frame.
  useBeforePaint(() => {
    const styled = listId && styledList(listId);
    if (!styled) return;
    const shown = styled.itemIds.map((id) => itemIds.indexOf(id));
    // One that is not among the items makes it longer.
    const order = [...new Set([...shown, ...itemIds.keys()])];
    if (view.reason === 'server-order' && order.length === itemIds.length) keep({ key, ranked: true, items: order });
    else styled.removeStyle();
  }, [listId, view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another `key` is another list.
  useEffect(() => {
    // Not in a render, which may be thrown away.
    if (listId) provided.get()?.rerankNow([], { listId });
  }, [provided, listId, key]);

  const { items: order, ranked = false, reason, release, tier } = view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `order` and `ranked` come from `view`.
  const inOrder = useMemo(() => (ranked ? order!.map((index) => items[index]!) : items), [view, items]);
  return {
    items: inOrder,
    ranked,
    reason,
    release,
    tier,
    listProps: { 'data-aisle-list': listId, 'data-aisle-order': listId && 'style' },
  };
}

function rankNow({ peek, namespace, none }: Provided, itemIds: readonly string[]) {
  const aisle = peek();
  const indices = [...itemIds.keys()];
  const itemId = (index: number) => itemIds[index]!;
  if (aisle) return aisle.rerankNow(indices, { itemId });
  return namespace ? rerankStored(indices, { itemId, namespace }) : { reason: none ?? ('not-mounted' as const) };
}
