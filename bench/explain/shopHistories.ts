import { type EventInput, parseEvent, seededRandom, type TrackedEvent } from '@aisle/core';
import { simulateCatalogue } from '../../examples/shop/simulator/catalogue.js';
import { LOG_PERIOD } from '../../examples/shop/simulator/logPeriod.js';
import { simulateShoppers } from '../../examples/shop/simulator/shoppers.js';

/**
 * Histories of the example shop's simulated shoppers, each up to a random event.
 *
 * @param seed another one than that of the log that the release is trained on
 */
export function shopHistories(count: number, seed: number): readonly (readonly TrackedEvent[])[] {
  const { days, startMs } = LOG_PERIOD;
  const rows = simulateShoppers({ catalogue: simulateCatalogue(), shopperCount: count, days, startMs, seed });
  const events = new Map<string, Map<string, EventInput & { items: { item_id: string }[] }>>();
  for (const { user_id, item_id, event, timestampMs, index } of rows) {
    const ofUser = events.get(user_id) ?? new Map();
    events.set(user_id, ofUser);
    const key = `${timestampMs} ${event}`;
    const found = ofUser.get(key) ?? { type: event, timestampMs, items: [] };
    ofUser.set(key, found);
    found.items.push({ item_id, ...(index !== undefined && { index }) });
  }
  const random = seededRandom(seed);
  return [...events.values()].map((ofUser) => {
    const all = [...ofUser.values()].map((event) => parseEvent(event, event.timestampMs ?? 0));
    return all.slice(0, 1 + Math.floor(random() * all.length));
  });
}
