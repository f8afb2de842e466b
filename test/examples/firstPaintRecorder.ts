/** A list as it was in the first frame that showed a card of it; where the document was still parsed then, in the first after that. */
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

/** Runs in a page before its own scripts (`page.addInitScript`). What moves between two frames is `stabilityRecorder`'s to find. */
export function firstPaintRecorder(): void {
  const lists = new Map<string, PaintedList>();
  const settled = new Set<string>();
  window.paintedLists = [];
  // At the start of the frame, as `stabilityRecorder` does and for its reason.
  const look = () => {
    requestAnimationFrame(look);
    for (const list of document.querySelectorAll<HTMLElement>('[data-aisle-list]')) {
      const [path, listId] = [location.pathname, list.dataset.aisleList!];
      const key = `${path} ${listId}`;
      const cards = [...list.querySelectorAll<HTMLElement>('[data-aisle-item]')].map((card) => ({
        id: card.dataset.aisleItem!,
        box: card.getBoundingClientRect(),
      }));
      if (cards.length === 0 || settled.has(key)) continue;
      cards.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left);
      // The first cards of a long list say little of its order.
      if (document.readyState !== 'loading') settled.add(key);
      lists.set(key, { path, listId, itemIds: cards.map(({ id }) => id) });
    }
    window.paintedLists = [...lists.values()];
  };
  requestAnimationFrame(look);
}
