/** A list as it was in the first frame that showed a card of it. */
export interface PaintedList {
  readonly path: string;
  readonly listId: string;
  /** In the order in which they are seen. */
  readonly itemIds: readonly string[];
}

declare global {
  interface Window {
    paintedLists?: PaintedList[];
  }
}

/** Runs in a page before its own scripts (`page.addInitScript`). */
export function firstPaintRecorder(): void {
  const lists: PaintedList[] = (window.paintedLists = []);
  // At the start of the frame, as `stabilityRecorder` does and for its reason.
  const look = () => {
    requestAnimationFrame(look);
    for (const list of document.querySelectorAll<HTMLElement>('[data-aisle-list]')) {
      const [path, listId] = [location.pathname, list.dataset.aisleList!];
      const cards = [...list.querySelectorAll<HTMLElement>('[data-aisle-item]')].map((card) => ({ id: card.dataset.aisleItem!, box: card.getBoundingClientRect() }));
      if (cards.length === 0 || lists.some((other) => other.path === path && other.listId === listId)) continue;
      cards.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left);
      lists.push({ path, listId, itemIds: cards.map(({ id }) => id) });
    }
  };
  requestAnimationFrame(look);
}
