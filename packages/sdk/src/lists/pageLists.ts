import { listIdOf } from '@aisle/tracker';
import { tagGlobal } from '../tagGlobal.js';
import { findCards } from './cards.js';
import { isManagedByFramework, MOVABLE_LISTS, moveCards } from './moveCards.js';
import { watchPagePictures } from './pictures.js';
import { type PageLists, watchLists } from './watchLists.js';

/**
 * Orders the page's lists for the script tag. Reuses the watcher of the script in the page's head, or creates one. If lists
 * were painted without a ranking, the first ranking orders the cards far below the screen. After that, painted cards do not
 * move.
 *
 * @param stored the ranking that an earlier page stored
 */
export function pageLists(stored: string | undefined): PageLists {
  const aisle = tagGlobal();
  const existing = aisle.lists;
  const watcher = (aisle.lists ??= watchLists(
    MOVABLE_LISTS,
    moveCards,
    () => stored,
    new WeakSet(document.querySelectorAll('*')),
  ));
  if (!existing) watcher.counts.shown = document.querySelectorAll(MOVABLE_LISTS).length;
  // Lists that a script of the page orders by `rerankNow`.
  watchPagePictures('[data-aisle-rank=off][data-aisle-pictures=same]');
  let paintedUnranked = !existing || stored === undefined;
  /** The first pixel of the document that was not seen. One extra screen, because browsers scroll before they send the event. */
  let unseenFromPx = 0;
  const markSeen = () => {
    unseenFromPx = Math.max(unseenFromPx, scrollY + 2 * innerHeight);
  };
  addEventListener('resize', markSeen, { passive: true });
  // Scrolling inside an element may have shown any card.
  document.addEventListener('scroll', ({ target }) => (target === document ? markSeen() : (unseenFromPx = Infinity)), {
    passive: true,
    capture: true,
  });
  return {
    counts: watcher.counts,
    // A slot's list has a separate result.
    manages: (listId) =>
      [...document.querySelectorAll(`:not(aisle-slot)${MOVABLE_LISTS}`)].some(
        (list) => listIdOf(list) === listId && !isManagedByFramework(list),
      ),
    onRanking(ranking) {
      watcher.ranking = ranking;
      if (!paintedUnranked || !ranking) return;
      paintedUnranked = false;
      markSeen();
      const isUnseen = (card: Element) => card.getBoundingClientRect().top + scrollY >= unseenFromPx;
      for (const list of document.querySelectorAll(MOVABLE_LISTS)) {
        const found = findCards(list);
        if (found) watcher.order(list, found, isUnseen);
      }
    },
  };
}
