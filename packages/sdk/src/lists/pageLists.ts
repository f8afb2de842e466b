import { listIdOf } from '@aisle/tracker';
import { cardsOf } from './cards.js';
import { isOwned, MOVABLE_LISTS, moveCards } from './moveCards.js';
import { type ListSurface, watchLists } from './watchLists.js';

/**
 * The tag's part: goes on with what the head's script began, or begins here. Where lists were painted without a ranking,
 * the first one orders the cards that the shopper will not see soon; after that nothing that has been painted moves.
 *
 * @param stored what an earlier page left
 */
export function pageLists(stored: string | undefined): ListSurface {
  const aisle = (window.aisle ??= {});
  const begun = aisle.lists;
  const watch = (aisle.lists ??= watchLists(
    MOVABLE_LISTS,
    moveCards,
    () => stored,
    new WeakSet(document.querySelectorAll('*')),
  ));
  if (!begun) watch.counts.shown = document.querySelectorAll(MOVABLE_LISTS).length;
  let paintedWithout = !begun || stored === undefined;
  /** Of the document, the first pixel that is out of reach: a browser scrolls before it tells, so by a screen more than was seen. */
  let unseenFromPx = 0;
  const look = () => {
    unseenFromPx = Math.max(unseenFromPx, scrollY + 2 * innerHeight);
  };
  addEventListener('resize', look, { passive: true });
  // What scrolls inside the page may have shown anything.
  document.addEventListener('scroll', ({ target }) => (target === document ? look() : (unseenFromPx = Infinity)), {
    passive: true,
    capture: true,
  });
  return {
    counts: watch.counts,
    // What a slot shows is a result of its own.
    orders: (listId) =>
      [...document.querySelectorAll(`:not(aisle-slot)${MOVABLE_LISTS}`)].some(
        (list) => listIdOf(list) === listId && !isOwned(list),
      ),
    onRanking(ranking) {
      watch.ranking = ranking;
      if (!paintedWithout || !ranking) return;
      paintedWithout = false;
      look();
      const isUnseen = (card: Element) => card.getBoundingClientRect().top + scrollY >= unseenFromPx;
      for (const list of document.querySelectorAll(MOVABLE_LISTS)) {
        const found = cardsOf(list);
        if (found) watch.order(list, found, isUnseen);
      }
    },
  };
}
