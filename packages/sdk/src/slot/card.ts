import type { CatalogueItem } from '@aisle/worker';

/** The attributes by which sources of events know an item. */
const ATTRIBUTES = {
  item: 'item_id',
  name: 'item_name',
  brand: 'item_brand',
  category: 'item_category',
  price: 'price',
  currency: 'currency',
} as const;

/** A catalogue is data: what it calls a URL may be script, so only the web's own kind is let through. */
export function webUrl(found: unknown): string | undefined {
  if (typeof found !== 'string' || !found) return undefined;
  try {
    const { protocol, href } = new URL(found, document.baseURI);
    return /^https?:$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}

export interface Card {
  readonly element: Element;
  /** Asks for the pictures: not before the card has its place. */
  showPictures(): void;
}

export interface Picture {
  readonly url: string;
  /** Of the element that has loaded it: with another one the browser would ask for it again. */
  readonly crossOrigin?: string | null;
}

/**
 * @param picture of the item, where the template has one
 * @param format for all cards of a slot
 */
export function cardOf(
  template: HTMLTemplateElement,
  item: CatalogueItem,
  picture: Picture | undefined,
  format: PriceFormat,
): Card {
  // An owner document of its own keeps a template's content inert; imported, it is the page's.
  const element = document.importNode(template.content, true).firstElementChild!;
  for (const [name, field] of Object.entries(ATTRIBUTES)) {
    if (item[field] !== undefined) element.setAttribute(`data-aisle-${name}`, String(item[field]));
  }
  const pictures: HTMLImageElement[] = [];
  for (const part of [element, ...element.querySelectorAll('*')]) {
    const field = part.getAttribute('data-aisle-field');
    if (!field) continue;
    if (field === 'image' && part instanceof HTMLImageElement) pictures.push(part);
    else if (field === 'url' && part instanceof HTMLAnchorElement) part.href = webUrl(item.url)!;
    else part.textContent = textOf(item, field, format);
  }
  return {
    element,
    showPictures: () => {
      for (const image of pictures) {
        if (picture!.crossOrigin !== undefined) image.crossOrigin = picture!.crossOrigin;
        image.src = picture!.url;
      }
    },
  };
}

export type PriceFormat = (price: number, currency: string | undefined) => string;

/** As the page's language writes prices. To make a formatter takes longer than all the rest of a card. */
export function priceFormat(locale: string | undefined): PriceFormat {
  const formats = new Map<string | undefined, Intl.NumberFormat>();
  return (price, currency) => {
    try {
      const format =
        formats.get(currency) ?? new Intl.NumberFormat(locale, currency ? { style: 'currency', currency } : {});
      formats.set(currency, format);
      return format.format(price);
    } catch {
      // The page's lang attribute is no language.
      return String(price);
    }
  };
}

/** Prices, by the end of a field's name, are formatted. */
function textOf(item: CatalogueItem, field: string, format: PriceFormat): string {
  const value = item[field];
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return '';
  return /price$/.test(field) ? format(value, item.currency) : String(value);
}
