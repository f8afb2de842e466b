import { isManagedByReact } from './moveCards.js';
import type { ArrangeCards, StyledList } from './watchLists.js';

/** Server-rendered lists of a framework that hydrates them in the order that is on screen. */
export const STYLED_LISTS = '[data-aisle-list][data-aisle-order=style]:not([data-aisle-rank=off])';

/**
 * Orders the cards of a flex or grid container by CSS `order`, for a server-rendered list before hydration. A moved node or a
 * `style` attribute would be a hydration mismatch, so the rules are in a constructed style sheet.
 *
 * @param styled receives the list under its id
 */
export const orderByStyle =
  (styled: Map<string, StyledList>): ArrangeCards =>
  ({ container, itemIds }, order, list) => {
    const listId = list.getAttribute('data-aisle-list')!;
    const previous = styled.get(listId);
    // `order` applies in flex and grid containers only, and React would update a hydrated list.
    if (isManagedByReact(container) || !/flex|grid/.test(getComputedStyle(container).display)) return false;
    const ordered = order.map((index) => itemIds[index]!);
    // Cards that have been painted keep their positions on screen.
    const paintedCount = order.findIndex(
      (index, listPosition) => index !== listPosition || !previous?.itemIds[listPosition],
    );
    const painted = previous?.itemIds.slice(0, paintedCount < 0 ? undefined : paintedCount) ?? [];
    if (painted.every((id) => itemIds.indexOf(id) < painted.length)) ordered.splice(0, painted.length, ...painted);
    if (previous?.itemIds.join() === ordered.join()) return true;
    previous?.removeStyle();
    const sheet = new CSSStyleSheet();
    ordered.forEach((itemId, listPosition) =>
      sheet.insertRule(
        `[data-aisle-list="${CSS.escape(listId)}"] [data-aisle-item="${CSS.escape(itemId)}"]{order:${listPosition}}`,
      ),
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    styled.set(listId, {
      itemIds: ordered,
      removeStyle() {
        styled.delete(listId);
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
      },
    });
    return true;
  };
