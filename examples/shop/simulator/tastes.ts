import { normal, type Random } from '@aisle/core';
import { DEPARTMENTS } from './departments.js';

/** What makes one shopper differ from another. All weights are positive and relative. */
export interface Tastes {
  readonly categoryWeight: ReadonlyMap<string, number>;
  readonly styleWeight: ReadonlyMap<string, number>;
  readonly colourWeight: ReadonlyMap<string, number>;
  /** Grows by buying: see `rememberPurchase`. */
  readonly brandWeight: Map<string, number>;
  /** Where the shopper's price band lies against a style's base price, as a difference of logarithms. */
  readonly budgetOffset: number;
  /** Mean days between visits that nothing prompted. */
  readonly visitGapDays: number;
  /** Chance that a session's intent is serious enough to end in a purchase. */
  readonly resolve: number;
  /** Hour of the day (UTC) around which the shopper visits. */
  readonly usualHour: number;
  /** Chance that a weekday visit is put off to the weekend. */
  readonly weekendLeaning: number;
}

const draw = (names: Iterable<string>, spread: number, random: Random) =>
  new Map([...new Set(names)].map((name) => [name, Math.exp(spread * normal(random))]));

export function drawTastes(random: Random): Tastes {
  const styles = DEPARTMENTS.flatMap((department) => department.styles);
  return {
    categoryWeight: draw(
      DEPARTMENTS.map((department) => department.category),
      1.2,
      random,
    ),
    styleWeight: draw(
      styles.map((style) => style.style),
      0.7,
      random,
    ),
    colourWeight: draw(
      styles.flatMap((style) => style.colours),
      0.8,
      random,
    ),
    brandWeight: draw(
      DEPARTMENTS.flatMap((department) => Object.keys(department.brands)),
      0.9,
      random,
    ),
    budgetOffset: 0.3 * normal(random),
    visitGapDays: 85 * Math.exp(0.7 * normal(random)),
    resolve: 0.2 + 0.4 * random(),
    usualHour: random() < 0.6 ? 19.5 + normal(random) : 12 + 2.5 * normal(random),
    weekendLeaning: 0.4 * random(),
  };
}

/** Being content with a brand makes its other products likelier, in every category that it sells in. */
export function rememberPurchase(tastes: Tastes, brand: string): void {
  tastes.brandWeight.set(brand, Math.min(12, (tastes.brandWeight.get(brand) ?? 1) * 1.6));
}
