/** What a page did to what its visitor sees, as `stabilityRecorder` counts it. */
export interface PageStability {
  /** Cumulative layout shift, as the browser's own `layout-shift` entries add up, those after input included. */
  readonly layoutShift: number;
  /** Cards (`data-aisle-item` in a `data-aisle-list`) that were painted on screen and later had another place, other words, or were gone. */
  readonly visibleChanges: number;
  /** For the page's error message: the first few of them. */
  readonly changes: readonly string[];
  /** What each layout shift moved. */
  readonly shifts: readonly string[];
  readonly framesWithCards: number;
}

interface LayoutShift {
  readonly value: number;
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }[];
}

declare global {
  interface Window {
    stability?: PageStability;
  }
}

/**
 * Runs in a page before its own scripts (`page.addInitScript`): in every frame that is about to be painted it compares the
 * cards on screen with what they were in the frame before. Places count in the document, so that scrolling is no change,
 * and only where the card was on screen and still would be.
 */
export function stabilityRecorder(): void {
  const record = {
    layoutShift: 0,
    visibleChanges: 0,
    changes: [] as string[],
    shifts: [] as string[],
    framesWithCards: 0,
  };
  window.stability = record;
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as (PerformanceEntry & LayoutShift)[]) {
      record.layoutShift += value;
      const moved = sources.map(
        ({ node, previousRect, currentRect }) =>
          `${node?.nodeName} ${node?.textContent?.trim().slice(0, 20)} ${previousRect.y} -> ${currentRect.y}`,
      );
      record.shifts.push(`layout shift ${value.toFixed(4)}: ${moved.slice(0, 3).join(', ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });

  let before = new Map<
    Element,
    { readonly place: string; readonly words: string; readonly x: number; readonly y: number }
  >();
  let path = location.pathname;
  /** At the frame before. */
  let parsing = true;
  // At the start of the frame. In a task after it, the parser may have been faster: on slow devices it mostly is, and cards
  // would count that no frame has painted yet.
  const look = () => {
    requestAnimationFrame(look);
    // The visitor has gone on, in a shop that loads no document for it.
    if (path !== location.pathname) before = new Map();
    path = location.pathname;
    const now: typeof before = new Map();
    for (const card of document.querySelectorAll<HTMLElement>(
      '[data-aisle-list] [data-aisle-item], aisle-slot [data-aisle-item]',
    )) {
      const { left, top, right, bottom, width, height } = card.getBoundingClientRect();
      const onScreen = width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
      const [x, y] = [Math.round(left + scrollX), Math.round(top + scrollY)];
      if (onScreen) now.set(card, { place: `${x},${y}`, words: `${card.dataset.aisleItem} ${card.textContent}`, x, y });
    }
    for (const [card, was] of before) {
      const is = now.get(card);
      const stillThere = was.y - scrollY > 0 && was.y - scrollY < innerHeight;
      // While the document is parsed, a card may be painted before it is whole.
      if (
        is
          ? is.place === was.place && (is.words === was.words || (parsing && is.words.startsWith(was.words)))
          : !stillThere
      )
        continue;
      record.visibleChanges += 1;
      if (record.changes.length < 5)
        record.changes.push(
          `${was.words.slice(0, 40)}: ${was.place} -> ${is ? `${is.words.slice(0, 40)}: ${is.place}` : 'gone'}`,
        );
    }
    if (now.size > 0) record.framesWithCards += 1;
    before = now;
    parsing = document.readyState === 'loading';
  };
  requestAnimationFrame(look);
}
