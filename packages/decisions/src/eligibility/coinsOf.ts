import type { Declaration } from '../declaration/declaration.js';
import { isHeldOut } from './isHeldOut.js';

/** A device's random group: it may see the intervention, or does not. */
export type CoinSide = 'treated' | 'holdout';

/** By id of intervention, and under `all` for the group that sees none. */
export type Coins = Readonly<Record<string, CoinSide>>;

/** The groups of a device, by which a shop compares orders. They depend on nothing that the shopper does. */
export function coinsOf({ holdout, interventions }: Declaration, deviceId: string): Coins {
  const sideOf = (interventionId?: string): CoinSide =>
    isHeldOut(holdout, deviceId, interventionId) ? 'holdout' : 'treated';
  return Object.fromEntries([['all', sideOf()], ...interventions.map(({ id }) => [id, sideOf(id)])]);
}
