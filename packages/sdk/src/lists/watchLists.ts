import { orderByRanking } from '@aisle/core';
import type { ListCounts } from '../results.js';
import { type Cards, findCards, ITEM_SELECTOR } from './cards.js';
import { watchPictures } from './pictures.js';

/** Orders lists before they are painted. One per page: the head's script creates it, and the tag reuses it. */
export interface ListWatcher {
  /** The ranking for lists that are painted from now on. Undefined: lists keep their order. */
  ranking?: string | undefined;
  readonly counts: { shown: number; ranked: number };
  /** Orders the cards of a list that may move. @returns whether the ranking contains any of them */
  order(list: Element, found: Cards, mayMove: (card: Element) => boolean): boolean;
}

/** Orders the lists in the page's markup. */
export interface PageLists {
  readonly counts: ListCounts;
  /** Whether this orders the list. */
  manages(listId: string): boolean;
  /** Sets the ranking for lists from now on. Undefined removes it. */
  onRanking(ranking: string | undefined): void;
}

/** A list that is ordered by CSS only. */
export interface StyledList {
  /** In the order on screen. */
  readonly itemIds: readonly string[];
  /** Removes the CSS. Call it once the nodes are in this order. */
  removeStyle(): void;
}

/** Arranges cards: position p gets the card at index order[p]. Returns false if the list must not change. */
export type ArrangeCards = (found: Cards, order: readonly number[], list: Element) => boolean;

/**
 * Observes lists and orders them. A card keeps its position from its first painted frame on. Cards that are added later are
 * ordered among themselves. Cards with `data-aisle-pin` and a focused card keep their positions. Loads the lists' pictures.
 *
 * @param selector of the lists to order
 * @param readStored reads an earlier page's ranking
 * @param painted elements on screen
 */
export function watchLists(
  selector: string,
  arrange: ArrangeCards,
  readStored: () => string | undefined,
  painted = new WeakSet<Element>(),
): ListWatcher {
  const unpainted = (element: Element) => !painted.has(element);
  /** What the next frame paints: a list with its cards, or the ancestors of a single item. */
  let pending: { readonly list?: Element; readonly elements: readonly Element[]; readonly inOrder?: boolean }[] = [];
  // biome-ignore lint/correctness/noUnusedVariables: `||=` reads it.
  let frame = 0;
  const watcher: ListWatcher = {
    counts: { shown: 0, ranked: 0 },
    order(list, found, mayMove) {
      const { cards, itemIds } = found;
      const isFixed = (index: number) =>
        !mayMove(cards[index]!) || cards[index]!.matches('[data-aisle-pin],:focus-within');
      const ranking = 'ranking' in watcher ? watcher.ranking : readStored();
      const order = ranking && orderByRanking(ranking, itemIds, isFixed);
      return !!order && arrange(found, order, list);
    },
  };
  const loadPictures = watchPictures(selector);
  const visit = (list: Element) => {
    // Before the cards move, so that pictures are requested in the given order.
    loadPictures(list);
    const found = findCards(list);
    if (!found) {
      // With one item only, the card may be the item or any of its ancestors.
      const elements = [];
      for (
        let ancestor = list.querySelector(ITEM_SELECTOR);
        ancestor && ancestor !== list;
        ancestor = ancestor.parentElement
      )
        elements.push(ancestor);
      if (elements.some(unpainted)) pending.push({ elements });
    } else if (found.cards.some(unpainted)) {
      pending.push({ list, elements: [list, ...found.cards], inOrder: watcher.order(list, found, unpainted) });
    }
  };
  const recordPaint = () => {
    frame = 0;
    for (const { list, elements, inOrder } of pending) {
      if (list && unpainted(list)) {
        watcher.counts.shown++;
        watcher.counts.ranked += +inOrder!;
      }
      elements.forEach((element) => painted.add(element));
    }
  };
  // Orders in the observer's microtask, so that scripts read the order that will be painted in this frame.
  const update = () => {
    pending = [];
    document.querySelectorAll(selector).forEach(visit);
    // Ignores the mutations of the moves above.
    observer.takeRecords();
    // A frame callback costs the page time, so it is requested only if something waits for it.
    if (pending[0]) frame ||= requestAnimationFrame(recordPaint);
  };
  const observer = new MutationObserver(update);
  observer.observe(document, { childList: true, subtree: true });
  update();
  return watcher;
}
