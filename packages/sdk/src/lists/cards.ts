export const ITEM = '[data-aisle-item]';

/** The cards of a list, in document order: the elements side by side that hold an item each. */
export interface Cards {
  readonly container: Element;
  readonly cards: readonly Element[];
  /** Of the first item in each card. */
  readonly itemIds: readonly string[];
}

/** @returns undefined for a list of fewer than two cards */
export function cardsOf(list: Element): Cards | undefined {
  const items = [...list.querySelectorAll(ITEM)];
  // The lowest element that holds all of them: items may lie deeper than what a list is laid out of.
  let container = items[0]?.parentElement;
  while (container && !container.contains(items.at(-1)!)) container = container.parentElement;
  if (!container) return undefined;
  const itemIn = (card: Element) => (card.matches(ITEM) ? card : card.querySelector(ITEM));
  const cards = [...container.children].filter(itemIn);
  return cards[1] && { container, cards, itemIds: cards.map((card) => itemIn(card)!.getAttribute('data-aisle-item')!) };
}
