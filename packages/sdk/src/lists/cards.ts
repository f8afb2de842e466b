export const ITEM_SELECTOR = '[data-aisle-item]';

/** The cards of a list, in document order: sibling elements that each contain an item. */
export interface Cards {
  readonly container: Element;
  readonly cards: readonly Element[];
  /** The id of the first item in each card. */
  readonly itemIds: readonly string[];
}

/** @returns undefined for a list of fewer than two cards */
export function findCards(list: Element): Cards | undefined {
  const items = [...list.querySelectorAll(ITEM_SELECTOR)];
  // The lowest element that contains all items. Items may be nested deeper than the cards.
  let container = items[0]?.parentElement;
  while (container && !container.contains(items.at(-1)!)) container = container.parentElement;
  if (!container) return undefined;
  const itemIn = (card: Element) => (card.matches(ITEM_SELECTOR) ? card : card.querySelector(ITEM_SELECTOR));
  const cards = [...container.children].filter(itemIn);
  return cards[1] && { container, cards, itemIds: cards.map((card) => itemIn(card)!.getAttribute('data-aisle-item')!) };
}
