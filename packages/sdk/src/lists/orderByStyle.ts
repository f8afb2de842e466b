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
    // What has been painted keeps its place among the nodes, and so does the place where it is seen.
    const painted = before?.itemIds.every((_, place) => order[place] === place) ? before.itemIds : [];
    const ordered = [...painted, ...order.slice(painted.length).map((index) => itemIds[index]!)];
    if (before?.itemIds.join() === ordered.join()) return true;
    before?.release();
    const sheet = new CSSStyleSheet();
    ordered.forEach((itemId, place) => sheet.insertRule(`[data-aisle-list="${CSS.escape(listId)}"] [data-aisle-item="${CSS.escape(itemId)}"]{order:${place}}`));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    styled.set(listId, {
      itemIds: ordered,
      release() {
        styled.delete(listId);
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
      },
    });
    return true;
  };
