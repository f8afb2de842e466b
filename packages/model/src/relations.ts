import type { TransitionTable } from './transitionTable.js';

export const RELATION_NAMES = ['companions', 'substitutes'] as const;

export type RelationName = (typeof RELATION_NAMES)[number];

/**
 * Relations between items, each a table as the transitions are.
 *
 * - `companions`: items that people buy together, or one after the other.
 * - `substitutes`: items that people compare in one visit before they buy one of them.
 */
export type Relations = { readonly [name in RelationName]?: TransitionTable };
