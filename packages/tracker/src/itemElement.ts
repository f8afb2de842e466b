import type { SourceItem } from './plugin.js';

/** Copies that carousels put beside their slides, such as `slick-cloned` and `splide__slide--clone`. */
const COPIES = '[class*=clone], .swiper-slide-duplicate';
/** Carousels also hide their own slides from screen readers. */
const HIDDEN = '[aria-hidden=true], [inert]';

/** Reads an item from the `data-aisle-*` attributes of its element. @param index of the item in its list, from 0 */
export function readItem(element: Element, index?: number): SourceItem {
  const item: SourceItem = { item_id: idOf(element) };
  for (const name of ['name', 'brand', 'category'] as const) {
    const value = element.getAttribute(`data-aisle-${name}`);
    if (value) item[`item_${name}`] = value;
  }
  const price = element.getAttribute('data-aisle-price');
  if (price) item.price = price;
  const quantity = element.getAttribute('data-aisle-quantity');
  if (quantity) item.quantity = Number(quantity);
  if (index !== undefined && index >= 0) item.index = index;
  return item;
}

export const idOf = (element: Element) => element.getAttribute('data-aisle-item') ?? '';

/** One element for each item, in document order. Of an item's slides in a carousel, the one that is not a copy. */
export function distinctItems(elements: readonly Element[]): Element[] {
  const chosen = new Map<string, Element>();
  let slides: readonly Element[] | undefined;
  const copyRank = (element: Element) =>
    element.closest(COPIES) || !(slides ??= withoutEnds(elements)).includes(element)
      ? 2
      : Number(!!element.closest(HIDDEN));
  for (const element of elements) {
    const known = chosen.get(idOf(element));
    if (!known || copyRank(element) < copyRank(known)) chosen.set(idOf(element), element);
  }
  return elements.filter((element) => chosen.get(idOf(element)) === element);
}

/**
 * Carousels that do not mark their copies repeat the slides at both ends, in the same order: c a b c a. Removes these
 * ends. A track that repeats all slides begins with its own.
 */
function withoutEnds(elements: readonly Element[]): readonly Element[] {
  const slides = elements.filter((element) => !element.closest(COPIES));
  const ids = slides.map(idOf);
  const count = new Set(ids).size;
  const copies = ids.length - count;
  const start = copies % 2 === 0 && copies % count ? copies / 2 : 0;
  const isRepeated = ids.every((id, i) => i < count || id === ids[i - count]);
  return isRepeated ? slides.slice(start, start + count) : elements;
}

/** The closest element around this one that matches, through slots and out of shadow roots. */
export function closest(element: Element, selector: string): Element | undefined {
  for (
    let node: Node | null = element;
    node;
    node = (node as Element).assignedSlot ?? node.parentNode ?? (node as ShadowRoot).host
  )
    if ((node as Element).matches?.(selector)) return node as Element;
  return undefined;
}

/** Fields of an event that attributes give, on its element or around it. */
const FIELDS = {
  transaction_id: 'transaction',
  promotion_id: 'promotion',
  promotion_name: 'promotion-name',
  creative_name: 'creative-name',
  creative_slot: 'creative-slot',
};

/** The event's own fields: the order's id, and those of a promotion. */
export function fieldsOf(element: Element): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [field, name] of Object.entries(FIELDS)) {
    const value = closest(element, `[data-aisle-${name}]`)?.getAttribute(`data-aisle-${name}`);
    if (value) fields[field] = value;
  }
  return fields;
}

/** The list id that events of a `data-aisle-list` element contain. */
export function listIdOf(list: Element): string {
  return list.getAttribute('data-aisle-list') || 'list';
}

/** The currency of the element's prices: `data-aisle-currency` of the element or its closest ancestor. */
export function currencyOf(element: Element): { currency?: string } {
  const currency = closest(element, '[data-aisle-currency]')?.getAttribute('data-aisle-currency');
  return currency ? { currency } : {};
}
