import { normal, type Random } from '@aisle/core';
import { DEPARTMENTS, STYLES } from './departments.js';
import type { Market } from './market.js';
import { weightedIndex } from './sampling.js';
import type { Tastes } from './tastes.js';

/** What a shopper looks for. It lasts for a session and, while unresolved, continues in later sessions. */
export interface Intent {
  readonly category: string;
  readonly style: string;
  readonly targetLogPrice: number;
  readonly brand: string;
  readonly colour: string;
  readonly serious: boolean;
}

const DAY_MS = 86_400_000;
const NEWNESS_DAYS = 30;
const PRICE_TOLERANCE = 0.22;

const weights = (names: readonly string[], of: ReadonlyMap<string, number>) => names.map((name) => of.get(name) ?? 1);

/** Draws brand, colour and price of an intent for a style, by the shopper's tastes. */
function intentForStyle(styleName: string, tastes: Tastes, random: Random): Intent {
  const department = DEPARTMENTS.find((department) =>
    department.styles.some((style) => style.style === styleName),
  ) as (typeof DEPARTMENTS)[number];
  const style = STYLES.get(styleName) as NonNullable<ReturnType<typeof STYLES.get>>;
  const brands = Object.keys(department.brands);
  return {
    category: department.category,
    style: styleName,
    targetLogPrice: Math.log(style.basePrice) + tastes.budgetOffset + 0.08 * normal(random),
    brand: brands[weightedIndex(weights(brands, tastes.brandWeight), random)] as string,
    colour: style.colours[weightedIndex(weights(style.colours, tastes.colourWeight), random)] as string,
    serious: random() < tastes.seriousChance,
  };
}

/** Draws an intent without context: category by taste and season, then a style of it. */
export function newIntent(market: Market, tastes: Tastes, timestampMs: number, random: Random): Intent {
  const byCategory = DEPARTMENTS.map(
    ({ category }) => (tastes.categoryWeight.get(category) ?? 1) * market.season(category, timestampMs),
  );
  const department = DEPARTMENTS[weightedIndex(byCategory, random)] as (typeof DEPARTMENTS)[number];
  const styles = department.styles.map((style) => style.style);
  return intentForStyle(styles[weightedIndex(weights(styles, tastes.styleWeight), random)] as string, tastes, random);
}

/** Draws an intent for a complement of a purchased product, from the same brand if that brand sells it. */
export function complementIntent(boughtStyle: string, boughtBrand: string, tastes: Tastes, random: Random): Intent {
  const options = (STYLES.get(boughtStyle) as NonNullable<ReturnType<typeof STYLES.get>>).pairsWith;
  // The first complement is the most likely one. A sequence model can learn this, popularity cannot.
  const styleName = options[
    weightedIndex(
      options.map((_, i) => 1 / (1 + 1.5 * i)),
      random,
    )
  ] as string;
  const intent = intentForStyle(styleName, tastes, random);
  const department = DEPARTMENTS.find(
    (department) => department.category === intent.category,
  ) as (typeof DEPARTMENTS)[number];
  return boughtBrand in department.brands
    ? { ...intent, brand: boughtBrand, serious: random() < 0.7 }
    : { ...intent, serious: random() < 0.7 };
}

/** How well a product fits an intent, as log-odds. -Infinity before the product is on sale. */
export function utility(market: Market, productIndex: number, intent: Intent, timestampMs: number): number {
  const ageDays = (timestampMs - (market.arrivalMs[productIndex] as number)) / DAY_MS;
  if (ageDays < 0) return -Infinity;
  const product = market.catalogue[productIndex] as (typeof market.catalogue)[number];
  const priceGap = ((market.logPrice[productIndex] as number) - intent.targetLogPrice) / PRICE_TOLERANCE;
  return (
    0.8 * (market.logPopularity[productIndex] as number) -
    0.5 * Math.min(priceGap * priceGap, 16) +
    (product.style === intent.style ? 2.6 : 0) +
    (product.item_brand === intent.brand ? 1.5 : 0) +
    (product.colour === intent.colour ? 1.1 : 0) +
    (ageDays < NEWNESS_DAYS ? 0.4 : 0)
  );
}
