import type { Action } from '../action.js';
import { lookupTransitions, type TransitionConfig, type TransitionTable, transitionScore } from '../transitionTable.js';

/**
 * Logits by embedding row of the items that a table has for a history.
 *
 * @param table undefined if the model has none
 */
export function tableScores(
  config: TransitionConfig,
  history: readonly Action[],
  table: TransitionTable | undefined,
): Map<number, number> {
  if (!table) return new Map();
  const scores = lookupTransitions(table, config, history);
  // In place: a second map of this size would cost as much as the lookup.
  for (const [row, strength] of scores) scores.set(row, transitionScore(config, strength));
  return scores;
}
