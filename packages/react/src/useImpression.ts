import type { EventItemInput } from '@aisle/sdk';
import { useContext, useEffect, useState } from 'react';
import { AisleContext, type Provided } from './provided.js';

export interface UseImpressionOptions {
  readonly listId?: string;
  /** The item's place in the list. */
  readonly index?: number;
}

/** Of the item, or of the viewport where the item is larger. */
const SHARE = 0.5;
const VISIBLE_MS = 1_000;
/** From the first item of a list to the event, so that cards side by side are one. */
const BATCH_MS = 100;

/**
 * Tells an item once (`view_item_list`) when half of it was visible for a second without a break; for lists that
 * `@aisle/sdk/impressions` does not watch.
 *
 * @returns the ref of the item's element
 */
export function useImpression(
  item: EventItemInput,
  { listId, index }: UseImpressionOptions = {},
): (element: Element | null) => void {
  const provided = useContext(AisleContext);
  const [element, setElement] = useState<Element | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an item written inline is a new object in every render; its id counts.
  useEffect(() => {
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | 0 = 0;
    const observer = new IntersectionObserver(
      (entries) => {
        const { boundingClientRect: box, intersectionRect: part } = entries.at(-1)!;
        const most = Math.min(box.width, innerWidth) * Math.min(box.height, innerHeight);
        if (!most || part.width * part.height < SHARE * most) {
          clearTimeout(timer);
          timer = 0;
        } else timer ||= setTimeout(seen, VISIBLE_MS);
      },
      // Of an item larger than the viewport, a smaller share of its own area is enough.
      { threshold: Array.from({ length: 51 }, (_, i) => i / 100) },
    );
    const seen = () => {
      if (document.hidden) timer = setTimeout(seen, VISIBLE_MS);
      else {
        observer.disconnect();
        tell(provided, listId, { ...item, ...(index !== undefined && { index }) });
      }
    };
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [provided, element, item.item_id, listId]);
  return setElement;
}

/** By list id. */
const batches = new Map<string | undefined, EventItemInput[]>();

function tell({ get }: Provided, listId: string | undefined, item: EventItemInput): void {
  const batch = batches.get(listId);
  if (batch) {
    batch.push(item);
    return;
  }
  const items = [item];
  batches.set(listId, items);
  setTimeout(() => {
    batches.delete(listId);
    void get()?.track({ type: 'view_item_list', items, ...(listId !== undefined && { item_list_id: listId }) });
  }, BATCH_MS);
}
