import type { Head } from './head.js';
import { linearHead } from './linearHead.js';
import { nextItem } from './nextItem.js';
import { nextPurchase } from './nextPurchase.js';
import { SESSION_TARGETS } from './sessionTarget.js';

/** Every head that this version can compute. */
const HEADS: readonly Head[] = [nextItem, nextPurchase, ...SESSION_TARGETS.map(linearHead)];

/** @returns undefined for a target that this version does not know */
export function findHead(target: unknown): Head | undefined {
  return HEADS.find((head) => head.target === target);
}
