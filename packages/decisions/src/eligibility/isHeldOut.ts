import { armOf } from '@aisle/core';
import type { Declaration } from '../declaration/declaration.js';

/**
 * Whether a device is in the holdout: by a hash of salt and device. The groups of different salts are independent, and
 * so are those of different interventions.
 *
 * @param interventionId for the coin of one intervention; without it, for the group that sees none
 */
export function isHeldOut({ share, salt }: Declaration['holdout'], deviceId: string, interventionId = ''): boolean {
  return armOf(JSON.stringify([salt, interventionId, deviceId]), share) === 'holdout';
}
