import { normal, type Random } from '@aisle/core';
import { DEPARTMENTS, STYLES } from './departments.js';
import type { Market } from './market.js';
import { weightedIndex } from './sampling.js';
import type { Tastes } from './tastes.js';

/** What a shopper is after: it lasts for a session and, while unresolved, comes back in later ones. */
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

/** Settles the details of an intent for a style: brand, colour and price by the shopper's tastes. */
function intentForStyle(styleName: string, tastes: Tastes, random: Random): Intent {
  const department = DEPARTMENTS.find((one) =>
    one.styles.some((style) => style.style === styleName),
  ) as (typeof DEPARTMENTS)[number];
  const style = STYLES.get(styleName) as NonNullable<ReturnType<typeof STYLES.get>>;
  const brands = Object.keys(department.brands);
  return {
    category: department.category,
    style: styleName,
    targetLogPrice: Math.log(style.basePrice) + tastes.budgetOffset + 0.08 * normal(random),
    brand: brands[weightedIndex(weights(brands, tastes.brandWeight), random)] as string,
    colour: style.colours[weightedIndex(weights(style.colours, tastes.colourWeight), random)] as string,
    serious: random() < tastes.resolve,
  };
}

/** An intent out of nowhere: category by taste and season, then a style within it. */
export function freshIntent(market: Market, tastes: Tastes, timestampMs: number, random: Random): Intent {
  const byCategory = DEPARTMENTS.map(
    ({ category }) => (tastes.categoryWeight.get(category) ?? 1) * market.season(category, timestampMs),
  );
  const department = DEPARTMENTS[weightedIndex(byCategory, random)] as (typeof DEPARTMENTS)[number];
  const styles = department.styles.map((style) => style.style);
  return intentForStyle(styles[weightedIndex(weights(styles, tastes.styleWeight), random)] as string, tastes, random);
}

/** What usually goes with a product that was just bought, from the same brand where that brand sells it. */
export function complementIntent(boughtStyle: string, boughtBrand: string, tastes: Tastes, random: Random): Intent {
  const options = (STYLES.get(boughtStyle) as NonNullable<ReturnType<typeof STYLES.get>>).pairsWith;
  // The first complement is the usual one: an order that popularity cannot know and a sequence can.
  const styleName = options[
    weightedIndex(
      options.map((_, i) => 1 / (1 + 1.5 * i)),
      random,
    )
  ] as string;
  const intent = intentForStyle(styleName, tastes, random);
  const department = DEPARTMENTS.find((one) => one.category === intent.category) as (typeof DEPARTMENTS)[number];
  return boughtBrand in department.brands
    ? { ...intent, brand: boughtBrand, serious: random() < 0.7 }
    : { ...intent, serious: random() < 0.7 };
}

/** How well a product answers an intent, as a logarithm of odds; -Infinity while it is not yet sold. */
export function utility(market: Market, position: number, intent: Intent, timestampMs: number): number {
  const ageDays = (timestampMs - (market.arrivalMs[position] as number)) / DAY_MS;
  if (ageDays < 0) return -Infinity;
  const product = market.catalogue[position] as (typeof market.catalogue)[number];
  const priceGap = ((market.logPrice[position] as number) - intent.targetLogPrice) / PRICE_TOLERANCE;
  return (
    0.8 * (market.logPopularity[position] as number) -
    0.5 * Math.min(priceGap * priceGap, 16) +
    (product.style === intent.style ? 2.6 : 0) +
    (product.item_brand === intent.brand ? 1.5 : 0) +
    (product.colour === intent.colour ? 1.1 : 0) +
    (ageDays < NEWNESS_DAYS ? 0.4 : 0)
  );
}
