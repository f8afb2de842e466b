import {
  type Identified,
  type Reason,
  type RerankOptions,
  type RerankResult,
  readItems,
  rerankStored,
  styledList,
  type Tier,
  type WithItemId,
} from '@aisle/sdk';
import { useEffect, useMemo, useState } from 'react';
import { type AisleContextValue, useAisleContext } from './aisleContext.js';
import { suspendUntilRanked } from './suspendUntilRanked.js';
import { useIsHydrating } from './useIsHydrating.js';
import { useIsomorphicLayoutEffect } from './useIsomorphicLayoutEffect.js';

export interface UseRerankOptions<T> extends Pick<RerankOptions<T>, 'itemId'> {
  /** The list's id on this page, for `listProps`. Events with this `item_list_id` get the list's `result_id`. */
  readonly listId?: string;
  /**
   * Which pictures of the list the page requests. `same`: the same ones for every shopper. `as-shown`: those near the screen,
   * so requests reveal the order. Default `same`.
   */
  readonly pictures?: 'same' | 'as-shown';
  /** Suspends a client-rendered list until the engine has answered. Default false. */
  readonly suspense?: boolean;
  /** Maximum time to wait, in milliseconds. Default 100. */
  readonly deadlineMs?: number;
}

/**
 * `no-provider`: AisleProvider is missing. `not-mounted`: the provider has no instance yet. `server-order`: the
 * server rendered this list, and its order stays.
 */
export type UseRerankReason = Reason | 'no-provider' | 'not-mounted' | 'server-order';

export interface UseRerankResult<T> {
  /** Exactly the items of this render: best first if `ranked`, otherwise in the given order. */
  readonly items: readonly T[];
  readonly ranked: boolean;
  /** Why the list is not ranked. */
  readonly reason: UseRerankReason | undefined;
  /** Known only if the list waited for the engine (`suspense`). */
  readonly release: string | undefined;
  readonly tier: Tier | undefined;
  /**
   * Props of the flex or grid container whose children are the cards, each with `data-aisle-item`. With them, the script in
   * the page's head orders server-rendered cards before first paint. Without `listId`, they only name the pictures' mode.
   */
  readonly listProps: {
    readonly 'data-aisle-list': string | undefined;
    readonly 'data-aisle-order': string | undefined;
    readonly 'data-aisle-pictures': 'same' | 'as-shown' | undefined;
  };
}

/** The order of the items whose ids are `key`, fixed at their first render. It holds indices, so that each render returns its own objects. */
type ListView = { readonly key: string; readonly reason?: UseRerankReason } & Partial<
  Omit<RerankResult<number>, 'reason'>
>;

/**
 * Orders a list on its first render, from the latest known ranking. The order does not change afterwards. A server-rendered
 * list keeps the server's order, unless the script in the page's head ordered it before first paint. Other ids count as
 * another list. Never throws: a list that cannot be read, such as `undefined` while data loads, has the reason `invalid-items`.
 */
export function useRerank<T extends Identified>(
  given: readonly T[] | null | undefined,
  options?: UseRerankOptions<T> | null,
): UseRerankResult<T>;
export function useRerank<T>(
  given: readonly T[] | null | undefined,
  options: WithItemId<T, UseRerankOptions<T>>,
): UseRerankResult<T>;
export function useRerank<T>(
  given: readonly T[] | null | undefined,
  options?: UseRerankOptions<T> | null,
): UseRerankResult<T> {
  const { listId, pictures = 'same', suspense, deadlineMs, itemId } = options ?? {};
  const context = useAisleContext();
  const isHydrating = useIsHydrating();
  const { items: copy, itemIds, problem } = readItems(given, itemId && { itemId });
  // An array written inline is a new object in every render, so the ids identify the list.
  const key = problem ? 'invalid-items' : JSON.stringify(itemIds);
  const createView = (): ListView => {
    if (problem) return { key, reason: 'invalid-items' };
    if (isHydrating && !context.missing) return { key, reason: 'server-order' };
    const answer = suspense ? suspendUntilRanked(context, key, itemIds, deadlineMs) : undefined;
    return { key, ...(answer?.ranked ? answer : rankNow(context, itemIds)) };
  };
  const [savedView, saveView] = useState(createView);
  const view = savedView.key === key ? savedView : createView();
  if (view !== savedView) saveView(view);

  // In one frame, React moves the nodes into the order of the CSS, and the CSS is removed.
  useIsomorphicLayoutEffect(() => {
    const styled = listId && styledList(listId);
    if (!styled) return;
    const shown = styled.itemIds.map((id) => itemIds.indexOf(id));
    // A card that is not among the items gives index -1 and makes this array longer than `itemIds`.
    const order = [...new Set([...shown, ...itemIds.keys()])];
    if (view.reason === 'server-order' && order.length === itemIds.length)
      saveView({ key, ranked: true, items: order });
    else styled.removeStyle();
  }, [listId, view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another `key` is another list.
  useEffect(() => {
    // Not during render, because React may discard a render. This sets the result of the list for later events.
    if (listId) context.getOrCreate()?.rerankNow([], { listId });
  }, [context, listId, key]);

  // Without a list, its data is probably loading.
  const isMissing = given === undefined || given === null;
  useEffect(() => {
    if (problem && !isMissing) console.warn(`[aisle] useRerank: ${problem}.`);
  }, [problem, isMissing]);

  const { items: order, ranked = false, reason, release, tier } = view;
  // The same array as long as nothing changes, because it may be a dependency of the shop's effects.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `order` and `ranked` come from `view`, `copy` from `given`.
  const items = useMemo((): readonly T[] => {
    if (ranked) return order!.map((index) => copy[index]!);
    return copy.length > 0 && Array.isArray(given) ? given : copy;
  }, [view, given]);
  return {
    items,
    ranked,
    reason,
    release,
    tier,
    listProps: {
      'data-aisle-list': listId,
      'data-aisle-order': listId && 'style',
      // For a list with an id, `same` is the default.
      'data-aisle-pictures': listId && pictures === 'same' ? undefined : pictures,
    },
  };
}

function rankNow({ peek, namespace, missing }: AisleContextValue, itemIds: readonly string[]) {
  const aisle = peek();
  const indices = [...itemIds.keys()];
  const itemId = (index: number) => itemIds[index]!;
  if (aisle) return aisle.rerankNow(indices, { itemId });
  return namespace ? rerankStored(indices, { itemId, namespace }) : { reason: missing ?? ('not-mounted' as const) };
}
