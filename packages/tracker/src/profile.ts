import { itemsOfEvent, type TrackedEvent } from '@aisle/core';

/** Inactivity that ends a session, as in GA4. */
const SESSION_GAP_MS = 30 * 60_000;
/** The weight of an event for categories and brands, relative to a view. */
const WEIGHTS: Readonly<Partial<Record<TrackedEvent['type'], number>>> = {
  view_item: 1,
  select_item: 1,
  add_to_wishlist: 2,
  add_to_cart: 3,
  purchase: 5,
};
const MAX_NAMES = 10;

/** A name and its share of the total weight, 0 to 1. */
export interface Share {
  readonly name: string;
  readonly share: number;
}

/** A summary of a history, for the shopper and for the page. Computed on the device. */
export interface Profile {
  readonly events: number;
  readonly firstEventMs: number | undefined;
  readonly lastEventMs: number | undefined;
  /** Highest share first, at most 10. */
  readonly categories: readonly Share[];
  readonly brands: readonly Share[];
  /**
   * Quartiles of the prices of items that were viewed, selected, added to a list or the cart, or purchased. Prices are
   * in the most frequent currency, which is absent if the events have none. Undefined if no price is known.
   */
  readonly priceBand:
    | { readonly low: number; readonly median: number; readonly high: number; readonly currency?: string }
    | undefined;
  readonly activity: {
    /** Number of sessions across tabs. A gap of 30 minutes ends a session, as in GA4. */
    readonly sessions: number;
    /** [24], events by hour of the device's local time */
    readonly eventsByHour: readonly number[];
    /** [7], from Sunday */
    readonly eventsByWeekday: readonly number[];
  };
}

/** @param events oldest first */
export function profileOf(events: readonly TrackedEvent[]): Profile {
  const categories = new Map<string, number>();
  const brands = new Map<string, number>();
  /** Prices by currency, because amounts in different currencies are not comparable. */
  const pricesIn = new Map<string | undefined, number[]>();
  const eventsByHour = new Array<number>(24).fill(0);
  const eventsByWeekday = new Array<number>(7).fill(0);
  const times = events.map(({ timestampMs }) => timestampMs).sort((a, b) => a - b);
  for (const event of events) {
    const time = new Date(event.timestampMs);
    eventsByHour[time.getHours()]! += 1;
    eventsByWeekday[time.getDay()]! += 1;
    const weight = WEIGHTS[event.type];
    if (weight === undefined || event.type === 'search') continue;
    for (const { item_category, item_brand, price } of itemsOfEvent(event)) {
      addWeight(categories, item_category, weight);
      addWeight(brands, item_brand, weight);
      if (price === undefined) continue;
      const prices = pricesIn.get(event.currency) ?? [];
      pricesIn.set(event.currency, prices);
      prices.push(price);
    }
  }
  const [currency, prices = []] = [...pricesIn].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  prices.sort((a, b) => a - b);
  const quantile = (q: number) => prices[Math.round(q * (prices.length - 1))]!;
  return {
    events: events.length,
    firstEventMs: times[0],
    lastEventMs: times.at(-1),
    categories: sharesOf(categories),
    brands: sharesOf(brands),
    priceBand:
      prices.length === 0
        ? undefined
        : { low: quantile(0.25), median: quantile(0.5), high: quantile(0.75), ...(currency && { currency }) },
    activity: {
      sessions: times.filter((time, i) => i === 0 || time - times[i - 1]! >= SESSION_GAP_MS).length,
      eventsByHour,
      eventsByWeekday,
    },
  };
}

function addWeight(weights: Map<string, number>, name: string | undefined, weight: number): void {
  if (name) weights.set(name, (weights.get(name) ?? 0) + weight);
}

function sharesOf(weights: ReadonlyMap<string, number>): Share[] {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const shares = [...weights].map(([name, weight]) => ({ name, share: weight / total }));
  return shares.sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1)).slice(0, MAX_NAMES);
}
