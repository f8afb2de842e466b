import type { Head } from './head.js';
import { nextItem } from './nextItem.js';
import { nextPurchase } from './nextPurchase.js';

/** Every head that this version can compute. */
const HEADS: readonly Head[] = [nextItem, nextPurchase];

/** @returns undefined for a target that this version does not know */
export function findHead(target: unknown): Head | undefined {
  return HEADS.find((head) => head.target === target);
}
