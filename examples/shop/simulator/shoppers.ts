import { type ActionType, type Random, seededRandom } from '@aisle/core';
import { type Arrival, drawArrival, drawUsualDevice } from './arrival.js';
import type { Product } from './catalogue.js';
import { type Intent, neededIntent, newIntent } from './intent.js';
import { createMarket, type Market } from './market.js';
import { type Need, needsAfter } from './needs.js';
import { exponential } from './sampling.js';
import { simulateSession } from './session.js';
import { drawTastes, rememberPurchase, type Tastes } from './tastes.js';

/** One row of a shop's event log: one product of one event. `price` is the unit price in euro. */
export interface LogRow {
  readonly user_id: string;
  readonly item_id: string;
  readonly event: ActionType;
  /** Milliseconds since the Unix epoch. */
  readonly timestampMs: number;
  readonly session_id: string;
  readonly price: number;
  readonly quantity: number;
  readonly index?: number;
  readonly device: Arrival['device'];
  readonly referrer: Arrival['referrer'];
  /** Path of the category in which the visit began. Absent for a visit that began on the home page. */
  readonly landing_category?: string;
}

export interface ShopperOptions {
  readonly catalogue: readonly Product[];
  readonly shopperCount: number;
  readonly days: number;
  readonly startMs: number;
  readonly seed: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MAX_SESSIONS = 60;

/** Moves a visit to the shopper's usual hour and weekday, not before `earliestMs`. */
function suitableTime(dueMs: number, earliestMs: number, tastes: Tastes, random: Random): number {
  let dayMs = Math.floor(dueMs / DAY_MS) * DAY_MS;
  const weekday = new Date(dayMs).getUTCDay();
  if (weekday !== 0 && weekday !== 6 && random() < tastes.weekendLeaning) dayMs += (6 - weekday) * DAY_MS;
  const hour = Math.min(23.5, Math.max(6, tastes.usualHour + 1.2 * (random() + random() - 1)));
  return Math.max(dayMs + hour * HOUR_MS, earliestMs);
}

/** How many needs a shopper meets on one visit. */
const MAX_ERRANDS = 3;

/** The needs that are due by then, the oldest first. */
function dueNeeds(needs: ReadonlyMap<string, Need>, byMs: number): Need[] {
  const due = [...needs.values()].filter(({ dueMs }) => dueMs <= byMs);
  return due.sort((a, b) => a.dueMs - b.dueMs).slice(0, MAX_ERRANDS);
}

function simulateShopper(
  user: string,
  market: Market,
  startMs: number,
  endMs: number,
  random: Random,
  arrivalRandom: Random,
): LogRow[] {
  const tastes = drawTastes(random);
  const usualDevice = drawUsualDevice(arrivalRandom);
  const rows: LogRow[] = [];
  const owned = new Set<string>();
  /** By style: the latest purchase says when the next is due. */
  const needs = new Map<string, Need>();
  let unresolved: Intent | undefined;
  let cart: readonly number[] = [];
  // Some are customers from the beginning, the others arrive later.
  let dueMs =
    startMs + (random() < 0.4 ? exponential(tastes.visitGapDays, random) * DAY_MS : random() * 0.8 * (endMs - startMs));
  let earliestMs = startMs;
  for (let n = 0; n < MAX_SESSIONS; n++) {
    const needMs = Math.min(...[...needs.values()].map((need) => need.dueMs));
    const visitMs = suitableTime(Math.min(dueMs, needMs), earliestMs, tastes, random);
    if (visitMs >= endMs - HOUR_MS * 12) break;
    const errands = dueNeeds(needs, visitMs);
    for (const { style } of errands) needs.delete(style);
    const resumed = errands.length === 0 && unresolved !== undefined && random() < 0.75;
    const intents =
      errands.length > 0
        ? errands.map((need) => neededIntent(need, tastes, random))
        : [resumed ? (unresolved as Intent) : newIntent(market, tastes, owned, visitMs, random)];
    const outcome = simulateSession(market, intents, { tastes, owned, cart, resumed }, visitMs, random);
    const { device, referrer, category } = drawArrival(
      intents[0] as Intent,
      usualDevice,
      market.catalogue,
      arrivalRandom,
    );
    for (const { event, productIndex, timestampMs, quantity, index } of outcome.steps) {
      const { item_id, price } = market.catalogue[productIndex] as Product;
      rows.push({
        user_id: user,
        item_id,
        event,
        timestampMs,
        session_id: `${user}-${n + 1}`,
        price,
        quantity,
        ...(index !== undefined && { index }),
        device,
        referrer,
        ...(category !== undefined && { landing_category: category }),
      });
    }
    cart = outcome.cart;
    const bought = outcome.purchased.map((productIndex) => market.catalogue[productIndex] as Product);
    for (const { style, item_brand } of bought) {
      owned.add(style);
      needs.delete(style);
      rememberPurchase(tastes, item_brand);
    }
    outcome.purchased.forEach((productIndex, i) => {
      for (const need of needsAfter(bought[i] as Product, productIndex, visitMs, owned, random))
        needs.set(need.style, need);
    });
    earliestMs = (outcome.steps.at(-1)?.timestampMs ?? visitMs) + HOUR_MS;
    if (errands.length > 0 && visitMs < dueMs) continue;
    // An intent that is not serious ends after one return. A serious one stays until it is fulfilled.
    const [intent] = intents as [Intent];
    const fulfilled = bought.some(({ style }) => style === intent.style);
    unresolved = errands.length > 0 || fulfilled || (resumed && !intent.serious) ? undefined : intent;
    const returnsSoon = unresolved !== undefined && random() < 0.5;
    dueMs = visitMs + (returnsSoon ? 0.3 + 3.5 * random() : exponential(tastes.visitGapDays, random)) * DAY_MS;
  }
  return rows;
}

/**
 * Simulates the events of shoppers, sorted by time. The same options give the same rows. Shoppers compare products of a
 * kind before they buy one (by brand, price band, colour), buy its companions in the same order or later, and come back
 * when something is used up. `companions.ts` states the chances.
 */
export function simulateShoppers({ catalogue, shopperCount, days, startMs, seed }: ShopperOptions): LogRow[] {
  const market = createMarket(catalogue, startMs, days, seed);
  const rows: LogRow[] = [];
  for (let i = 0; i < shopperCount; i++) {
    // A separate random stream per shopper, so that a larger count does not change the first shoppers.
    const shopperSeed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b);
    const shopper = simulateShopper(
      `u${String(i + 1).padStart(5, '0')}`,
      market,
      startMs,
      startMs + days * DAY_MS,
      seededRandom(shopperSeed),
      // Arrivals say what a shopper looks for, and change nothing about it.
      seededRandom(shopperSeed ^ 0xa221ba1),
    );
    for (const row of shopper) rows.push(row);
  }
  return rows.sort(
    (a, b) => a.timestampMs - b.timestampMs || (a.user_id < b.user_id ? -1 : a.user_id > b.user_id ? 1 : 0),
  );
}
