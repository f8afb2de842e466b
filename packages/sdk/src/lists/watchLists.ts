import { orderByRanking } from '@aisle/core';
import type { ListCounts } from '../results.js';
import { type Cards, cardsOf, ITEM } from './cards.js';

/** Puts lists in order before they are painted. One for a page: the head's script begins, the tag goes on with it. */
export interface ListWatch {
  /** Orders what is painted from now on; undefined: lists stay as they are. */
  ranking?: string | undefined;
  readonly counts: { shown: number; ranked: number };
  /** Orders a list's cards by the ranking, of those that may move. @returns whether the ranking knows any of them */
  order(list: Element, found: Cards, mayMove: (card: Element) => boolean): boolean;
}

/** What orders the lists of a page's own markup. */
export interface ListSurface {
  readonly counts: ListCounts;
  /** Whether a list is this one's to order. */
  orders(listId: string): boolean;
  /** Takes a newer ranking, or the end of it: lists are ordered by it from now on. */
  onRanking(ranking: string | undefined): void;
}

/** A list in an order that its style sheet alone brings about. */
export interface StyledList {
  /** As the shopper sees them. */
  readonly itemIds: readonly string[];
  /** Takes the style away: the nodes are in this order now. */
  removeStyle(): void;
}

/** Puts cards into an order: place p gets the card at index order[p]. Returns false where the list is not to be touched. */
export type Arrange = (found: Cards, order: readonly number[], list: Element) => boolean;

/**
 * Watches lists. A card's place is settled by the first frame that it is painted in: until then its list is ordered by the
 * ranking, and so are cards that come later, among themselves. Cards with `data-aisle-pin` keep their places, as does one
 * that holds the focus.
 *
 * @param selector of the lists to order
 * @param stored tells what an earlier page left, as long as nobody has set a newer one
 * @param painted what has been painted already
 */
export function watchLists(
  selector: string,
  arrange: Arrange,
  stored: () => string | undefined,
  painted = new WeakSet<Element>(),
): ListWatch {
  const unpainted = (element: Element) => !painted.has(element);
  /** What the next frame settles: a list that it paints with its cards, or what is around a lone item. */
  let pending: { readonly list?: Element; readonly elements: readonly Element[]; readonly inOrder?: boolean }[] = [];
  let frame = 0;
  const watch: ListWatch = {
    counts: { shown: 0, ranked: 0 },
    order(list, found, mayMove) {
      const { cards, itemIds } = found;
      const stays = (index: number) =>
        !mayMove(cards[index]!) || cards[index]!.matches('[data-aisle-pin],:focus-within');
      const ranking = 'ranking' in watch ? watch.ranking : stored();
      const order = ranking && orderByRanking(ranking, itemIds, stays);
      return !!order && arrange(found, order, list);
    },
  };
  const visit = (list: Element) => {
    const found = cardsOf(list);
    if (!found) {
      // One item does not tell yet what a card is: itself, or something around it.
      const elements = [];
      for (let around = list.querySelector(ITEM); around && around !== list; around = around.parentElement)
        elements.push(around);
      if (elements.some(unpainted)) pending.push({ elements });
    } else if (found.cards.some(unpainted)) {
      pending.push({ list, elements: [list, ...found.cards], inOrder: watch.order(list, found, unpainted) });
    }
  };
  const settle = () => {
    frame = 0;
    for (const { list, elements, inOrder } of pending) {
      if (list && unpainted(list)) {
        watch.counts.shown++;
        watch.counts.ranked += +inOrder!;
      }
      elements.forEach((element) => painted.add(element));
    }
  };
  // At once, so that scripts read the order that will be painted, and what is drawn within a frame is in order in that frame.
  const observer = new MutationObserver(() => {
    pending = [];
    document.querySelectorAll(selector).forEach(visit);
    // Cards that were just moved are no news.
    observer.takeRecords();
    // A frame that runs a script costs a page more: none where nothing waits for it.
    if (pending[0]) frame ||= requestAnimationFrame(settle);
  });
  observer.observe(document, { childList: true, subtree: true });
  return watch;
}
