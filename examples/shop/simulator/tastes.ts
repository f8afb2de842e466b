import { normal, type Random } from '@aisle/core';
import { DEPARTMENTS } from './departments.js';

/** The properties of a shopper. All weights are positive and relative. */
export interface Tastes {
  readonly categoryWeight: ReadonlyMap<string, number>;
  readonly styleWeight: ReadonlyMap<string, number>;
  readonly colourWeight: ReadonlyMap<string, number>;
  /** Grows with purchases, see `rememberPurchase`. */
  readonly brandWeight: Map<string, number>;
  /** The shopper's price level relative to a style's base price, as a difference of logarithms. */
  readonly budgetOffset: number;
  /** Mean days between visits without a reason to return sooner. */
  readonly visitGapDays: number;
  /** Chance that a session's intent is serious enough to end in a purchase. */
  readonly seriousChance: number;
  /** Hour of the day (UTC) around which the shopper visits. */
  readonly usualHour: number;
  /** Chance that a weekday visit moves to the weekend. */
  readonly weekendLeaning: number;
}

const drawWeights = (names: Iterable<string>, deviation: number, random: Random) =>
  new Map([...new Set(names)].map((name) => [name, Math.exp(deviation * normal(random))]));

export function drawTastes(random: Random): Tastes {
  const styles = DEPARTMENTS.flatMap((department) => department.styles);
  return {
    categoryWeight: drawWeights(
      DEPARTMENTS.map((department) => department.category),
      1.2,
      random,
    ),
    styleWeight: drawWeights(
      styles.map((style) => style.style),
      0.7,
      random,
    ),
    colourWeight: drawWeights(
      styles.flatMap((style) => style.colours),
      0.8,
      random,
    ),
    brandWeight: drawWeights(
      DEPARTMENTS.flatMap((department) => Object.keys(department.brands)),
      0.9,
      random,
    ),
    budgetOffset: 0.3 * normal(random),
    visitGapDays: 95 * Math.exp(0.7 * normal(random)),
    seriousChance: 0.2 + 0.4 * random(),
    usualHour: random() < 0.6 ? 19.5 + normal(random) : 12 + 2.5 * normal(random),
    weekendLeaning: 0.4 * random(),
  };
}

/** A purchase makes all products of the brand more likely. */
export function rememberPurchase(tastes: Tastes, brand: string): void {
  tastes.brandWeight.set(brand, Math.min(12, (tastes.brandWeight.get(brand) ?? 1) * 1.6));
}
