import type { CouponTry } from './automationEvidence.js';
import type { RiskSignal } from './riskSignal.js';
import { strengthAt } from './strengthAt.js';

const TRIES_MS = 10 * 60_000;
/** No public log has codes, so this is a judgement: people try the few that they were given, programs try lists. */
const CODE_LIMIT = 8;

/**
 * How many different codes were tried in ten minutes, back from the latest. Case and spaces do not matter.
 *
 * @param tries oldest first
 * @returns undefined without tries
 */
export function couponTries(tries: readonly CouponTry[]): RiskSignal | undefined {
  const latest = tries.at(-1);
  if (!latest) return undefined;
  const recent = tries.filter(({ timestampMs }) => latest.timestampMs - timestampMs <= TRIES_MS);
  const value = new Set(recent.map(({ code }) => code.replace(/\s/g, '').toUpperCase())).size;
  return { name: 'coupon-tries', value, limit: CODE_LIMIT, strength: strengthAt(value / CODE_LIMIT) };
}
