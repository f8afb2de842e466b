import { normal, seededRandom } from '@aisle/core';
import type { Product } from './catalogue.js';
import { DEPARTMENTS } from './departments.js';

const DAY_MS = 86_400_000;
/** Share of the range that is on sale from the first day; the rest arrives over the period. */
const SHARE_AT_START = 0.75;

/** What every shopper meets alike: how popular a product is, since when it is sold, and the season. Arrays follow the catalogue. */
export interface Market {
  readonly catalogue: readonly Product[];
  readonly positionsByCategory: ReadonlyMap<string, readonly number[]>;
  readonly logPrice: Float64Array;
  /** Standard normal times 1.1: a few products draw most views, most draw few. */
  readonly logPopularity: Float64Array;
  readonly arrivalMs: Float64Array;
  /** Demand for a category at a time, 1 on average over the year. */
  season(category: string, timestampMs: number): number;
}

export function createMarket(catalogue: readonly Product[], startMs: number, days: number, seed: number): Market {
  const random = seededRandom(seed);
  const positionsByCategory = new Map<string, number[]>();
  catalogue.forEach((product, i) => {
    const positions = positionsByCategory.get(product.item_category) ?? [];
    positions.push(i);
    positionsByCategory.set(product.item_category, positions);
  });
  const departments = new Map(DEPARTMENTS.map((department) => [department.category, department]));
  return {
    catalogue,
    positionsByCategory,
    logPrice: Float64Array.from(catalogue, (product) => Math.log(product.price)),
    logPopularity: Float64Array.from(catalogue, () => 1.1 * normal(random)),
    arrivalMs: Float64Array.from(
      catalogue,
      () => startMs + (random() < SHARE_AT_START ? 0 : random() * days * 0.9 * DAY_MS),
    ),
    season(category, timestampMs) {
      const department = departments.get(category);
      if (department === undefined) return 1;
      const dayOfYear = (timestampMs - Date.UTC(new Date(timestampMs).getUTCFullYear(), 0, 1)) / DAY_MS;
      return 1 + department.seasonality * Math.cos((2 * Math.PI * (dayOfYear - department.peakDay)) / 365.25);
    },
  };
}
