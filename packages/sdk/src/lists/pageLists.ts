import { cardsOf } from './cards.js';
import { MOVABLE_LISTS, moveCards } from './moveCards.js';
import { watchLists, type ListSurface } from './watchLists.js';

/**
 * The tag's part: goes on with what the head's script began, or begins here. Of lists that have been painted, a newer
 * ranking orders the cards that the shopper has not come down to.
 *
 * @param stored what an earlier page left
 */
export function pageLists(stored: string | undefined): ListSurface {
  const aisle = (window.aisle ??= {});
  const begun = aisle.lists;
  const watch = (aisle.lists ??= watchLists(MOVABLE_LISTS, moveCards, () => stored, new WeakSet(document.querySelectorAll('*'))));
  if (!begun) watch.counts.shown = document.querySelectorAll(MOVABLE_LISTS).length;
  /** Of the document, the first pixel that was never on screen. */
  let unseenFromPx = 0;
  const look = () => {
    unseenFromPx = Math.max(unseenFromPx, scrollY + innerHeight);
  };
  addEventListener('resize', look, { passive: true });
  // What scrolls inside the page may have shown anything.
  document.addEventListener('scroll', ({ target }) => (target === document ? look() : (unseenFromPx = Infinity)), { passive: true, capture: true });
  return {
    counts: watch.counts,
    onRanking(ranking) {
      watch.ranking = ranking;
      look();
      const isUnseen = (card: Element) => card.getBoundingClientRect().top + scrollY >= unseenFromPx;
      for (const list of document.querySelectorAll(MOVABLE_LISTS)) {
        const found = cardsOf(list);
        if (found) watch.order(list, found, isUnseen);
      }
    },
  };
}
