import type { RowRules } from './composeRow.js';

/** Chosen on validation: docs/benchmarks/lists.md. */
export const DEFAULT_DIVERSITY = 0.1;

/** The number of the best items from which a row of k items is composed. */
export const candidateCount = (k: number): number => Math.max(100, 5 * k);

/** The rules of a row of k items if nothing else is asked for. */
export const defaultRules = (k: number): Pick<RowRules, 'k' | 'diversity' | 'maxPerKind' | 'maxViewed'> => ({
  k,
  diversity: DEFAULT_DIVERSITY,
  maxPerKind: Math.ceil(k / 2),
  maxViewed: Math.floor(k / 4),
});
