import { fnv1a } from './fnv1a.js';
import { multiply32 } from './multiply32.js';

/** The two groups of an experiment: devices whose lists are ranked, and devices that see the shop's order. */
export type Arm = 'personalised' | 'holdout';

/**
 * The arm of a device, as a hash of its history's random id. It stays the same as long as that history exists, and in
 * every version of the SDK. A device in the holdout of one share is also in the holdout of every greater share.
 *
 * @param holdoutShare 0 to 1
 */
export function armOf(historyId: string, holdoutShare: number): Arm {
  let hash = fnv1a(historyId);
  // The finalizer of MurmurHash3 (Appleby 2011, https://github.com/aappleby/smhasher). Without it, ids with the same
  // prefix get close hashes.
  hash = multiply32(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = multiply32(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < holdoutShare ? 'holdout' : 'personalised';
}

/**
 * The arm of a result, by the prefix of its id. Undefined if Aisle did not make the id.
 *
 * @param historyArm the arm of the history that contains the id: for a result that was made before the arm was known
 */
export const armOfResult = (resultId: string, historyArm?: Arm): Arm | undefined =>
  (({ 'p-': 'personalised', 'h-': 'holdout', 'u-': historyArm }) as Readonly<Record<string, Arm | undefined>>)[
    resultId.slice(0, 2)
  ];
