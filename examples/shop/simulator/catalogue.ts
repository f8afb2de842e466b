import { normal, type Random, seededRandom, shuffle } from '@aisle/core';
import { DEPARTMENTS, type Department, STYLES, type Style } from './departments.js';

/** One product of the example shop. `price` is in euro. */
export interface Product {
  readonly item_id: string;
  readonly item_name: string;
  readonly item_brand: string;
  readonly item_category: string;
  readonly style: string;
  readonly colour: string;
  readonly price: number;
  /** Path of the image, from the site's root. */
  readonly image: string;
}

const PRODUCTS_PER_STYLE = 12;

/** The path of the product's kind, such as `Camping > Tents`. */
export function categoryPath({ item_category, style }: Pick<Product, 'item_category' | 'style'>): string {
  const noun = STYLES.get(style)?.noun ?? style;
  const plural = /[^s]s$/.test(noun) ? noun : noun.replace(/ife$/, 'ive').replace(/ss$/, 'sse').concat('s');
  return `${item_category} > ${plural}`;
}

/** Rounds to usual price points: 14.50, 39.95, 89, 245, 890. */
function pricePoint(price: number): number {
  if (price < 25) return Math.max(4.5, Math.round(price * 2) / 2);
  if (price < 60) return Number((Math.round(price) - 0.05).toFixed(2));
  if (price < 150) return Math.round(price);
  if (price < 400) return Math.round(price / 5) * 5;
  return Math.round(price / 10) * 10;
}

/** 12 products with different names: distinct pairs of brand and line, each brand at least twice. */
function productsOfStyle(department: Department, style: Style, random: Random): Omit<Product, 'item_id' | 'image'>[] {
  const brands = Object.entries(department.brands);
  const lineOrders = brands.map(() =>
    shuffle(
      style.lines.map((_, i) => i),
      random,
    ),
  );
  const brandOrder = shuffle(
    brands.map((_, i) => i),
    random,
  );
  const colourOrder = shuffle(
    style.colours.map((_, i) => i),
    random,
  );
  return Array.from({ length: PRODUCTS_PER_STYLE }, (_, n) => {
    const brandIndex = brandOrder[n % brands.length] as number;
    const [brand, priceLevel] = brands[brandIndex] as [string, number];
    const line = style.lines[lineOrders[brandIndex]?.[Math.floor(n / brands.length)] as number] as string;
    return {
      item_name: `${brand} ${line} ${style.noun}`,
      item_brand: brand,
      item_category: department.category,
      style: style.style,
      colour: style.colours[colourOrder[n % colourOrder.length] as number] as string,
      price: pricePoint(style.basePrice * priceLevel * Math.exp(0.16 * normal(random))),
    };
  });
}

/**
 * The catalogue: 792 products, 12 of each kind. The same seed gives the same catalogue. Additional kinds come last, so
 * that they do not change the ids of the others.
 */
export function simulateCatalogue(seed = 7): Product[] {
  const random = seededRandom(seed);
  const productsOf = (department: Department, styles: readonly Style[] = []) =>
    styles.flatMap((style) => productsOfStyle(department, style, random));
  const products = [
    ...DEPARTMENTS.flatMap((department) => productsOf(department, department.styles)),
    ...DEPARTMENTS.flatMap((department) => productsOf(department, department.additionalStyles)),
  ];
  return products.map((product, i) => {
    const item_id = `sku-${String(i + 1).padStart(4, '0')}`;
    return { item_id, ...product, image: `/pictures/${item_id}.svg` };
  });
}
