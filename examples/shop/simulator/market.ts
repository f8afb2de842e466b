import { normal, seededRandom } from '@aisle/core';
import type { Product } from './catalogue.js';
import { DEPARTMENTS } from './departments.js';

const DAY_MS = 86_400_000;
/** Share of the products that are on sale from the first day. The others arrive later. */
const SHARE_AT_START = 0.75;
/** The tenth product of every fourth kind is too new for the log: the catalogue has it, and nobody has seen it. */
const isTooNew = (productIndex: number) => productIndex % 48 === 45;

/** What is the same for every shopper: popularity, arrival times and season. Arrays are in catalogue order. */
export interface Market {
  readonly catalogue: readonly Product[];
  readonly productIndicesByCategory: ReadonlyMap<string, readonly number[]>;
  readonly productIndicesByStyle: ReadonlyMap<string, readonly number[]>;
  readonly logPrice: Float64Array;
  /** Standard normal times 1.1: a few products get most views. */
  readonly logPopularity: Float64Array;
  /** Infinity for products that nobody has seen. */
  readonly arrivalMs: Float64Array;
  /** Demand for a category at a time. The average over a year is 1. */
  season(category: string, timestampMs: number): number;
}

export function createMarket(catalogue: readonly Product[], startMs: number, days: number, seed: number): Market {
  const random = seededRandom(seed);
  const productIndicesBy = (field: 'item_category' | 'style') => {
    const productIndices = new Map<string, number[]>();
    catalogue.forEach((product, i) => {
      productIndices.set(product[field], [...(productIndices.get(product[field]) ?? []), i]);
    });
    return productIndices;
  };
  const departments = new Map(DEPARTMENTS.map((department) => [department.category, department]));
  return {
    catalogue,
    productIndicesByCategory: productIndicesBy('item_category'),
    productIndicesByStyle: productIndicesBy('style'),
    logPrice: Float64Array.from(catalogue, (product) => Math.log(product.price)),
    logPopularity: Float64Array.from(catalogue, () => 1.1 * normal(random)),
    arrivalMs: Float64Array.from(catalogue, (_, i) => {
      const arrivesLater = random() >= SHARE_AT_START;
      const laterMs = startMs + random() * days * 0.9 * DAY_MS;
      if (isTooNew(i)) return Infinity;
      return arrivesLater ? laterMs : startMs;
    }),
    season(category, timestampMs) {
      const department = departments.get(category);
      if (department === undefined) return 1;
      const dayOfYear = (timestampMs - Date.UTC(new Date(timestampMs).getUTCFullYear(), 0, 1)) / DAY_MS;
      return 1 + department.seasonality * Math.cos((2 * Math.PI * (dayOfYear - department.peakDay)) / 365.25);
    },
  };
}
