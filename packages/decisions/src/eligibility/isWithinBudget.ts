import { armOf } from '@aisle/core';
import type { Intervention } from '../declaration/declaration.js';

const DAY_MS = 86_400_000;

/** Whether this device may show the intervention on this day (UTC): a share `perDay / eligibleDevices` of them may. */
export function isWithinBudget({ id, budget }: Intervention, deviceId: string, nowMs: number): boolean {
  if (!budget) return true;
  const day = Math.floor(nowMs / DAY_MS);
  // A hash with a share of 1 or more contains every device.
  return armOf(JSON.stringify(['budget', id, day, deviceId]), budget.perDay / budget.eligibleDevices) === 'holdout';
}
