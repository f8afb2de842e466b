import { type ActionType, type Random, seededRandom } from '@aisle/core';
import type { Product } from './catalogue.js';
import { complementIntent, type Intent, newIntent } from './intent.js';
import { createMarket, type Market } from './market.js';
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

function simulateShopper(user: string, market: Market, startMs: number, endMs: number, random: Random): LogRow[] {
  const tastes = drawTastes(random);
  const rows: LogRow[] = [];
  let unresolved: Intent | undefined;
  let purchased: Product | undefined;
  let cart: number[] = [];
  // Some are customers from the beginning, the others arrive later.
  let dueMs =
    startMs + (random() < 0.4 ? exponential(tastes.visitGapDays, random) * DAY_MS : random() * 0.8 * (endMs - startMs));
  let earliestMs = startMs;
  for (let n = 0; n < MAX_SESSIONS; n++) {
    const visitMs = suitableTime(dueMs, earliestMs, tastes, random);
    if (visitMs >= endMs - HOUR_MS * 12) break;
    const resumed = unresolved !== undefined && random() < 0.75;
    const intent: Intent = resumed
      ? (unresolved as Intent)
      : purchased !== undefined && random() < 0.6
        ? complementIntent(purchased.style, purchased.item_brand, tastes, random)
        : newIntent(market, tastes, visitMs, random);
    const outcome = simulateSession(market, intent, visitMs, cart, resumed, random);
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
      });
    }
    cart = outcome.cart;
    purchased = undefined;
    for (const productIndex of outcome.purchased) {
      purchased = market.catalogue[productIndex] as Product;
      rememberPurchase(tastes, purchased.item_brand);
    }
    const fulfilled = purchased !== undefined;
    // An intent that is not serious ends after one return. A serious one stays until it is fulfilled.
    unresolved = fulfilled || (resumed && !intent.serious) ? undefined : intent;
    const returnGapDays = fulfilled ? 1 + 9 * random() : 0.3 + 3.5 * random();
    const returnsSoon = fulfilled ? random() < 0.45 : unresolved !== undefined && random() < 0.5;
    earliestMs = (outcome.steps.at(-1)?.timestampMs ?? visitMs) + HOUR_MS;
    dueMs = visitMs + (returnsSoon ? returnGapDays : exponential(tastes.visitGapDays, random)) * DAY_MS;
  }
  return rows;
}

/**
 * Simulates the events of shoppers, sorted by time. The same options give the same rows. A purchase follows the intent of the
 * previous views (style, price band, brand, colour), and makes a complement more likely.
 */
export function simulateShoppers({ catalogue, shopperCount, days, startMs, seed }: ShopperOptions): LogRow[] {
  const market = createMarket(catalogue, startMs, days, seed);
  const rows: LogRow[] = [];
  for (let i = 0; i < shopperCount; i++) {
    // A separate random stream per shopper, so that a larger count does not change the first shoppers.
    const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b));
    for (const row of simulateShopper(
      `u${String(i + 1).padStart(5, '0')}`,
      market,
      startMs,
      startMs + days * DAY_MS,
      random,
    ))
      rows.push(row);
  }
  return rows.sort(
    (a, b) => a.timestampMs - b.timestampMs || (a.user_id < b.user_id ? -1 : a.user_id > b.user_id ? 1 : 0),
  );
}
