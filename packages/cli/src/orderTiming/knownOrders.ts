import { type Action, isPurchase } from '@aisle/model';

/** What a device still has of a history. */
export interface HistoryWindow {
  readonly maxAgeMs: number;
  readonly maxEvents: number;
}

/** The default of the SDK's option `retention`. */
export const DEVICE_WINDOW: HistoryWindow = { maxAgeMs: 180 * 86_400_000, maxEvents: 2000 };
/** Of orders, if the device keeps their summary. */
export const WHOLE_HISTORY: HistoryWindow = { maxAgeMs: Infinity, maxEvents: Infinity };

/** Times of the orders that a device knows at `atMs`, oldest first. @param actions up to then */
export const knownOrders = (actions: readonly Action[], atMs: number, { maxAgeMs, maxEvents }: HistoryWindow) => [
  ...new Set(
    actions
      .slice(-maxEvents)
      .filter((action) => isPurchase(action) && action.timestampMs > atMs - maxAgeMs)
      .map(({ timestampMs }) => timestampMs),
  ),
];
