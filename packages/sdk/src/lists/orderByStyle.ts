import type { Cards } from './cards.js';
import type { StyledList } from './watchLists.js';

/**
 * Orders the cards of a flex or grid container by CSS `order`, for a list that a framework has drawn on the server and not
 * taken over yet: a moved node, or a `style` attribute, would be a mismatch. The sheet is the document's, not an element.
 */
export function orderByStyle(list: Element, { itemIds }: Cards, order: readonly number[]): [listId: string, StyledList] {
  const listId = list.getAttribute('data-aisle-list')!;
  const sheet = new CSSStyleSheet();
  const ordered = order.map((index) => itemIds[index]!);
  ordered.forEach((itemId, place) => sheet.insertRule(`[data-aisle-list="${CSS.escape(listId)}"] [data-aisle-item="${CSS.escape(itemId)}"]{order:${place}}`));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return [listId, { itemIds: ordered, release: () => void (document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)) }];
}
