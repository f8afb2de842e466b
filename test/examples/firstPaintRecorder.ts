/** A list at its first painted frame, or at the first frame after parsing. */
export interface PaintedList {
  readonly path: string;
  readonly listId: string;
  /** In their order on screen. */
  readonly itemIds: readonly string[];
}

declare global {
  interface Window {
    paintedLists?: PaintedList[];
  }
}

/** Runs in a page before its scripts (`page.addInitScript`). `stabilityRecorder` finds moves between two frames. */
export function firstPaintRecorder(): void {
  const lists = new Map<string, PaintedList>();
  const recorded = new Set<string>();
  window.paintedLists = [];
  // At the start of the frame, for the same reason as in `stabilityRecorder`.
  const recordFrame = () => {
    requestAnimationFrame(recordFrame);
    for (const list of document.querySelectorAll<HTMLElement>('[data-aisle-list]')) {
      const [path, listId] = [location.pathname, list.dataset.aisleList!];
      const key = `${path} ${listId}`;
      const cards = [...list.querySelectorAll<HTMLElement>('[data-aisle-item]')].map((card) => ({
        id: card.dataset.aisleItem!,
        box: card.getBoundingClientRect(),
      }));
      if (cards.length === 0 || recorded.has(key)) continue;
      cards.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left);
      // The first cards of a long list do not show its order yet.
      if (document.readyState !== 'loading') recorded.add(key);
      lists.set(key, { path, listId, itemIds: cards.map(({ id }) => id) });
    }
    window.paintedLists = [...lists.values()];
  };
  requestAnimationFrame(recordFrame);
}
