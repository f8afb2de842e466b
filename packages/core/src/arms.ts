/** The two groups of an experiment: devices whose lists are ranked, and devices that are left as they would be without. */
export type Arm = 'personalised' | 'holdout';

/**
 * The arm of a device, by the random name of its history: the same as long as that history lives, and in every version
 * of the SDK. A device in the holdout of one share is in that of every greater one.
 *
 * @param holdoutShare 0 to 1
 */
export function armOf(historyId: string, holdoutShare: number): Arm {
  // FNV-1a, and MurmurHash3's last step, without which names that differ at their end would lie close together.
  let hash = 0x811c9dc5;
  for (let i = 0; i < historyId.length; i++) hash = Math.imul(hash ^ historyId.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < holdoutShare ? 'holdout' : 'personalised';
}

/**
 * The arm that a result was given in, by its id; undefined where the id is none of ours.
 *
 * @param historyArm the arm of the history that names the result: of one that was given before the arm was known
 */
export const armOfResult = (resultId: string, historyArm?: Arm): Arm | undefined =>
  (({ 'p-': 'personalised', 'h-': 'holdout', 'u-': historyArm }) as Readonly<Record<string, Arm | undefined>>)[
    resultId.slice(0, 2)
  ];
