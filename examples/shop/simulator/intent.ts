import { normal, type Random } from '@aisle/core';
import { ONE_IS_ENOUGH } from './companions.js';
import { DEPARTMENT_OF, DEPARTMENTS, STYLES, stylesOf } from './departments.js';
import type { Market } from './market.js';
import { SECOND_CHANCE } from './needs.js';
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
  /** Whether the shopper compares products first, or knows what it must be. */
  readonly compares: boolean;
  /** Catalogue index of the product that the shopper usually buys. */
  readonly usual?: number;
}

const DAY_MS = 86_400_000;
const NEWNESS_DAYS = 30;
const PRICE_TOLERANCE = 0.22;
/** Chance that something needed is bought on the visit that was made for it. */
const NEED_SERIOUS_CHANCE = 0.9;

const weights = (names: readonly string[], of: ReadonlyMap<string, number>) => names.map((name) => of.get(name) ?? 1);

/** Draws brand, colour and price of an intent for a style, by the shopper's tastes. */
function intentForStyle(style: string, tastes: Tastes, random: Random): Omit<Intent, 'serious' | 'compares'> {
  const { category, brands } = DEPARTMENT_OF.get(style) as NonNullable<ReturnType<typeof DEPARTMENT_OF.get>>;
  const { basePrice, colours } = STYLES.get(style) as NonNullable<ReturnType<typeof STYLES.get>>;
  const brandNames = Object.keys(brands);
  return {
    category,
    style,
    targetLogPrice: Math.log(basePrice) + tastes.budgetOffset + 0.08 * normal(random),
    brand: brandNames[weightedIndex(weights(brandNames, tastes.brandWeight), random)] as string,
    colour: colours[weightedIndex(weights(colours, tastes.colourWeight), random)] as string,
  };
}

/** Draws an intent without context: category by taste and season, then a style that the shopper may want. */
export function newIntent(
  market: Market,
  tastes: Tastes,
  owned: ReadonlySet<string>,
  timestampMs: number,
  random: Random,
): Intent {
  const byCategory = DEPARTMENTS.map(
    ({ category }) => (tastes.categoryWeight.get(category) ?? 1) * market.season(category, timestampMs),
  );
  const department = DEPARTMENTS[weightedIndex(byCategory, random)] as (typeof DEPARTMENTS)[number];
  const styles = stylesOf(department).map(({ style }) => style);
  const byStyle = weights(styles, tastes.styleWeight).map((weight, i) => {
    const style = styles[i] as string;
    return owned.has(style) && ONE_IS_ENOUGH.has(style) ? SECOND_CHANCE * weight : weight;
  });
  return {
    ...intentForStyle(styles[weightedIndex(byStyle, random)] as string, tastes, random),
    serious: random() < tastes.seriousChance,
    compares: true,
  };
}

/** Draws an intent for a kind that is needed, from the given brand if that brand sells it. */
export function neededIntent(
  { style, brand, usual }: { readonly style: string; readonly brand: string; readonly usual?: number },
  tastes: Tastes,
  random: Random,
): Intent {
  const intent = intentForStyle(style, tastes, random);
  return {
    ...intent,
    ...(brand in (DEPARTMENT_OF.get(style)?.brands ?? {}) && { brand }),
    ...(usual !== undefined && { usual }),
    serious: random() < NEED_SERIOUS_CHANCE,
    compares: false,
  };
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
    (product.style === intent.style ? 3 : 0) +
    (product.item_brand === intent.brand ? 1.5 : 0) +
    (product.colour === intent.colour ? 1.1 : 0) +
    (ageDays < NEWNESS_DAYS ? 0.4 : 0)
  );
}
