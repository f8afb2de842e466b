import type { CatalogueItem } from '@aisle/worker';

/** Attributes that event sources read: `data-aisle-…`, by field of the item. */
const ATTRIBUTES = {
  item: 'item_id',
  name: 'item_name',
  brand: 'item_brand',
  category: 'item_category',
  price: 'price',
  currency: 'currency',
} as const;

/** Returns http and https URLs only: a catalogue file may contain `javascript:` URLs. */
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
  /** Starts loading images that are not repeated. Call it after the card is in the page. */
  showImages(): void;
}

const IMAGE_FIELD = 'img[data-aisle-field=image]';

/** The images of the template's card. */
export const imagesIn = (content: ParentNode) => [...content.querySelectorAll<HTMLImageElement>(IMAGE_FIELD)];

export interface ImageSource {
  readonly url: string;
  /** From the element that has loaded the image. With another value, the browser would request it again. */
  readonly crossOrigin?: string | null;
}

/** The source of a card's images, or image elements that have it already. */
export type CardImages = ImageSource | readonly HTMLImageElement[];

/** Copies the template's images and shows an image in them that the page has loaded. */
export function repeatImage({ content }: HTMLTemplateElement, source: ImageSource): readonly HTMLImageElement[] {
  return imagesIn(content).map((image) => {
    const copy = document.importNode(image);
    copy.loading = 'eager';
    showImage(copy, source);
    return copy;
  });
}

function showImage(image: HTMLImageElement, { url, crossOrigin }: ImageSource): void {
  if (crossOrigin !== undefined) image.crossOrigin = crossOrigin;
  image.src = url;
}

/**
 * Creates an item's card from the template.
 *
 * @param cardImages the item's image, if the template has one
 * @param format shared by all cards of a slot
 */
export function createCard(
  template: HTMLTemplateElement,
  item: CatalogueItem,
  cardImages: CardImages | undefined,
  format: PriceFormat,
): Card {
  // A template's content belongs to an inert document. importNode moves the copy to the page's document.
  const content = document.importNode(template.content, true);
  const images = imagesIn(content);
  const isRepeated = Array.isArray(cardImages);
  if (isRepeated) images.forEach((image, i) => image.replaceWith((cardImages as readonly HTMLImageElement[])[i]!));
  const element = content.firstElementChild!;
  for (const [name, field] of Object.entries(ATTRIBUTES)) {
    if (item[field] !== undefined) element.setAttribute(`data-aisle-${name}`, String(item[field]));
  }
  for (const node of [element, ...element.querySelectorAll('*')]) {
    const field = node.getAttribute('data-aisle-field');
    if (!field) continue;
    if (node.matches(IMAGE_FIELD)) continue;
    if (field === 'url' && node instanceof HTMLAnchorElement) node.href = webUrl(item.url)!;
    else node.textContent = fieldText(item, field, format);
  }
  return {
    element,
    showImages: () => {
      if (!isRepeated) for (const image of images) showImage(image, cardImages as ImageSource);
    },
  };
}

export type PriceFormat = (price: number, currency: string | undefined) => string;

/** Formats prices in the page's language. Caches the formatters, because creating one takes longer than the rest of a card. */
export function priceFormat(locale: string | undefined): PriceFormat {
  const formats = new Map<string | undefined, Intl.NumberFormat>();
  return (price, currency) => {
    try {
      const format =
        formats.get(currency) ?? new Intl.NumberFormat(locale, currency ? { style: 'currency', currency } : {});
      formats.set(currency, format);
      return format.format(price);
    } catch {
      // The page's lang attribute or the currency is invalid.
      return String(price);
    }
  };
}

/** The text of a field. Fields whose name ends in `price` are formatted as prices. */
function fieldText(item: CatalogueItem, field: string, format: PriceFormat): string {
  const value = item[field];
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return '';
  return /price$/.test(field) ? format(value, item.currency) : String(value);
}
