import { rankingTimeMs } from '@aisle/core';

/** Where in local storage a page leaves its ranking for the next: what is read before first paint must be there at once. */
const keyOf = (namespace: string) => `aisle-${namespace}-ranking`;

/** What an earlier page left; undefined where there is nothing, or no storage for this page. */
export function readRanking(namespace: string): string | undefined {
  try {
    return localStorage.getItem(keyOf(namespace)) || undefined;
  } catch {
    return undefined;
  }
}

/** @param ranking undefined: removes what is there */
export function writeRanking(namespace: string, ranking: string | undefined): void {
  try {
    if (ranking) localStorage.setItem(keyOf(namespace), ranking);
    else localStorage.removeItem(keyOf(namespace));
  } catch {
    // No room, or none for this page: the next one paints the shop's own order.
  }
}

/** Removes one that was made before `sinceMs`, and what is none. */
export function pruneRanking(namespace: string, sinceMs: number): void {
  if (!(rankingTimeMs(readRanking(namespace) ?? '') >= sinceMs)) writeRanking(namespace, undefined);
}
