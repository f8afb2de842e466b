/** Visible changes of a page, from `stabilityRecorder`. */
export interface PageStability {
  /** The sum of the browser's `layout-shift` entries, including those after input. */
  readonly layoutShift: number;
  /** Cards (`data-aisle-item` in a `data-aisle-list`) that moved, changed their text or disappeared after their first paint. */
  readonly visibleChanges: number;
  /** The first few changes, for error messages. */
  readonly changes: readonly string[];
  /** The elements that each layout shift moved. */
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
 * Runs in a page before its scripts (`page.addInitScript`). Before each paint, it compares the visible cards with those of
 * the previous frame. Positions are relative to the document, so scrolling is not a change. Only cards that would still be
 * on screen count.
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
    { readonly position: string; readonly text: string; readonly x: number; readonly y: number }
  >();
  let path = location.pathname;
  /** Whether the document was being parsed at the previous frame. */
  let parsing = true;
  // Runs at the start of a frame. In a later task, the parser could have added cards that no frame has painted yet.
  const compareFrames = () => {
    requestAnimationFrame(compareFrames);
    // A client-side navigation shows another page.
    if (path !== location.pathname) before = new Map();
    path = location.pathname;
    const now: typeof before = new Map();
    for (const card of document.querySelectorAll<HTMLElement>(
      '[data-aisle-list] [data-aisle-item], aisle-slot [data-aisle-item]',
    )) {
      const { left, top, right, bottom, width, height } = card.getBoundingClientRect();
      const onScreen = width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
      const [x, y] = [Math.round(left + scrollX), Math.round(top + scrollY)];
      if (onScreen)
        now.set(card, { position: `${x},${y}`, text: `${card.dataset.aisleItem} ${card.textContent}`, x, y });
    }
    for (const [card, was] of before) {
      const is = now.get(card);
      const stillThere = was.y - scrollY > 0 && was.y - scrollY < innerHeight;
      // During parsing, a card can be painted before it is complete.
      if (
        is
          ? is.position === was.position && (is.text === was.text || (parsing && is.text.startsWith(was.text)))
          : !stillThere
      )
        continue;
      record.visibleChanges += 1;
      if (record.changes.length < 5)
        record.changes.push(
          `${was.text.slice(0, 40)}: ${was.position} -> ${is ? `${is.text.slice(0, 40)}: ${is.position}` : 'gone'}`,
        );
    }
    if (now.size > 0) record.framesWithCards += 1;
    before = now;
    parsing = document.readyState === 'loading';
  };
  requestAnimationFrame(compareFrames);
}
