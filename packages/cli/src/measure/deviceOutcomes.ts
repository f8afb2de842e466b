import type { Coins } from '@aisle/decisions';
import type { OrderRow } from './readOrders.js';

/** The horizon of a test, fixed before it began. */
export interface TestPeriod {
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
}

/** What one device did in the period. */
export interface DeviceOutcome {
  readonly firstSeenMs: number;
  /** Absent without an order. */
  readonly firstOrderMs?: number;
  /** The sum of its orders, less its refunds. */
  readonly value: number;
  /** Those of its first row. */
  readonly coins: Coins;
  /** Whether a later row has other coins: the device erased its history. It stays in its first group. */
  readonly hasOtherCoins: boolean;
}

const differs = (a: Coins, b: Coins) => Object.entries(a).some(([id, side]) => b[id] !== undefined && b[id] !== side);

/** What each device of the period did, by its first coins: intention to treat. Rows outside the period do not count. */
export async function deviceOutcomes(
  rows: AsyncIterable<OrderRow>,
  { fromMs, untilMs }: TestPeriod,
): Promise<readonly DeviceOutcome[]> {
  const devices = new Map<string, DeviceOutcome>();
  for await (const { device, timestampMs, coins, value } of rows) {
    if (timestampMs < fromMs || timestampMs >= untilMs) continue;
    const before = devices.get(device);
    const isFirst = before === undefined || timestampMs < before.firstSeenMs;
    const orders = value !== undefined && value > 0 ? [timestampMs] : [];
    if (before?.firstOrderMs !== undefined) orders.push(before.firstOrderMs);
    devices.set(device, {
      firstSeenMs: isFirst ? timestampMs : before.firstSeenMs,
      ...(orders.length > 0 && { firstOrderMs: Math.min(...orders) }),
      value: (before?.value ?? 0) + (value ?? 0),
      coins: isFirst ? coins : before.coins,
      hasOtherCoins: before !== undefined && (before.hasOtherCoins || differs(before.coins, coins)),
    });
  }
  return [...devices.values()];
}
