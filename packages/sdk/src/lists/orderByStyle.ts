import { isReactOwned } from './moveCards.js';
import type { Arrange, StyledList } from './watchLists.js';

/** Lists that a framework has drawn on the server and says it takes over as they are seen. */
export const STYLED_LISTS = '[data-aisle-list][data-aisle-order=style]:not([data-aisle-rank=off])';

/**
 * Orders the cards of a flex or grid container by CSS `order`, for a list that a framework has drawn on the server and not
 * taken over yet: a moved node, or a `style` attribute, would be a mismatch. The sheet is the document's, not an element.
 *
 * @param styled gets the list, under its id
 */
export const orderByStyle =
  (styled: Map<string, StyledList>): Arrange =>
  ({ container, itemIds }, order, list) => {
    const listId = list.getAttribute('data-aisle-list')!;
    const before = styled.get(listId);
    // Elsewhere `order` does nothing, and whoever took the list over would move it.
    if (isReactOwned(container) || !/flex|grid/.test(getComputedStyle(container).display)) return false;
    const ordered = order.map((index) => itemIds[index]!);
    // Cards that have been painted keep their places among the nodes: they are to be seen where they were.
    const settled = order.findIndex((index, place) => index !== place || !before?.itemIds[place]);
    const painted = before?.itemIds.slice(0, settled < 0 ? undefined : settled) ?? [];
    if (painted.every((id) => itemIds.indexOf(id) < painted.length)) ordered.splice(0, painted.length, ...painted);
    if (before?.itemIds.join() === ordered.join()) return true;
    before?.removeStyle();
    const sheet = new CSSStyleSheet();
    ordered.forEach((itemId, place) =>
      sheet.insertRule(
        `[data-aisle-list="${CSS.escape(listId)}"] [data-aisle-item="${CSS.escape(itemId)}"]{order:${place}}`,
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
