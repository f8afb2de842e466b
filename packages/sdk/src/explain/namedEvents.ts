import type { ExplainedEvent } from '@aisle/worker';
import type { ExplanationRow } from './explanation.js';

/**
 * The events that a sentence names: the one that moves the item up most, and those with the same text that move it up too.
 *
 * @param groupOf events belong together if this is the same text
 * @returns the one that moves the item up most first; empty if no event moves the item up
 */
export function namedEvents(
  rows: readonly ExplanationRow[],
  groupOf: (event: ExplainedEvent) => string | undefined,
): readonly ExplainedEvent[] {
  const sums = new Map<ExplainedEvent, number>();
  for (const { cause, contribution } of rows)
    if (typeof cause === 'object') sums.set(cause, (sums.get(cause) ?? 0) + contribution);
  const helpful = [...sums].filter(([event, sum]) => sum > 0 && groupOf(event) !== undefined);
  const ranked = helpful.sort(([, a], [, b]) => b - a).map(([event]) => event);
  return ranked.filter((event) => groupOf(event) === groupOf(ranked[0]!));
}
