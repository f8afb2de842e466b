import type { Product } from '../simulator/catalogue.js';
import { cards, SLOT_TEMPLATE } from './card.js';
import { escapeHtml } from './markup.js';

interface Row {
  readonly kind: 'for-you' | 'carry-on' | 'related' | 'bought-with' | 'trending';
  /** `item` or `items` of the kinds that have them. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly list: string;
  readonly heading: string;
  /** The heading over the shop's own products, if it differs. */
  readonly ownHeading?: string;
  /** HTML below the heading of a filled row. */
  readonly note?: string;
  readonly template?: string;
  /** What the row shows until Aisle fills it. */
  readonly products?: readonly Product[];
  /** How a row without products looks before it is filled. */
  readonly className?: 'reserved' | 'only-filled';
}

/** As many cards as fit beside each other on a wide screen. On a narrow one, the row is scrolled. */
const COUNT = 6;

/** A row of cards that Aisle fills. It begins below the screen or reserves its space, so that it causes no layout shift. */
export function row(options: Row): string {
  const { kind, attributes = {}, list, heading, ownHeading, note = '', products = [], className } = options;
  const all = {
    ...(className && { class: className }),
    kind,
    ...attributes,
    // A row that reads no history depends on the page only, so its pictures reveal nothing about the shopper.
    ...(kind !== 'for-you' && kind !== 'carry-on' && { pictures: 'as-shown' }),
    'data-aisle-list': list,
    catalogue: '/assets/products.json',
    k: String(COUNT),
    role: 'region',
    'aria-labelledby': list,
  };
  const attributesHtml = Object.entries(all).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
  const title = ownHeading
    ? `<span class="for-all">${ownHeading}</span><span class="for-you">${heading}</span>`
    : heading;
  return `<aisle-slot${attributesHtml.join('')}><h2 id="${list}">${title}</h2>${note}<ul class="shelf">${options.template ?? SLOT_TEMPLATE}${cards(products)}</ul></aisle-slot>`;
}
