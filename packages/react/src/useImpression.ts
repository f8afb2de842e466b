import type { EventItemInput } from '@aisle/sdk';
import { useEffect, useState } from 'react';
import { type AisleContextValue, useAisleContext } from './aisleContext.js';

export interface UseImpressionOptions {
  readonly listId?: string;
  /** The item's position in the list, from 0. */
  readonly index?: number;
}

/** Half for one second, as in the Media Rating Council's guidelines for viewable impressions (2014). Of the viewport's area if the item is larger. */
const VISIBLE_AREA = 0.5;
const VISIBLE_MS = 1_000;
/** Items that become visible within this time after the first one share an event, such as cards side by side. */
const BATCH_MS = 100;

/**
 * Tracks an item once (`view_item_list`) after half of it has been visible for one continuous second. For lists that
 * `@aisle/sdk/impressions` does not observe. Without an item, nothing is tracked.
 *
 * @returns the ref of the item's element
 */
export function useImpression(
  item: EventItemInput | null | undefined,
  options?: UseImpressionOptions | null,
): (element: Element | null) => void {
  const { listId, index } = options ?? {};
  const context = useAisleContext();
  const [element, setElement] = useState<Element | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an item written inline is a new object in every render, so its id identifies it.
  useEffect(() => {
    // While data loads, the item is missing.
    if (!element || !item) return undefined;
    let timer: ReturnType<typeof setTimeout> | 0 = 0;
    const observer = new IntersectionObserver(
      (entries) => {
        const { boundingClientRect: box, intersectionRect: part } = entries.at(-1)!;
        const maxVisible = Math.min(box.width, innerWidth) * Math.min(box.height, innerHeight);
        if (!maxVisible || part.width * part.height < VISIBLE_AREA * maxVisible) {
          clearTimeout(timer);
          timer = 0;
        } else timer ||= setTimeout(onVisible, VISIBLE_MS);
      },
      // For an item larger than the viewport, a smaller part of its area is enough.
      { threshold: Array.from({ length: 51 }, (_, i) => i / 100) },
    );
    const onVisible = () => {
      if (document.hidden) timer = setTimeout(onVisible, VISIBLE_MS);
      else {
        observer.disconnect();
        report(context, listId, { ...item, ...(index !== undefined && { index }) });
      }
    };
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [context, element, item?.item_id, listId]);
  return setElement;
}

/** Items that wait for their event, by list id. */
const batches = new Map<string | undefined, EventItemInput[]>();

function report({ getOrCreate }: AisleContextValue, listId: string | undefined, item: EventItemInput): void {
  const batch = batches.get(listId);
  if (batch) {
    batch.push(item);
    return;
  }
  const items = [item];
  batches.set(listId, items);
  setTimeout(() => {
    batches.delete(listId);
    void getOrCreate()?.track({ type: 'view_item_list', items, ...(listId !== undefined && { item_list_id: listId }) });
  }, BATCH_MS);
}
