import { topOfRows } from '@aisle/model';
import type { DecisionScorer } from './decision.js';

/**
 * A scorer that also counts the context of the visit. It scores all items as a list, because the scan of a tier does not
 * know the context. That is only for the first actions of a shopper.
 *
 * @param contextOf of `contextScore`, for a history of the same length
 */
export function contextScorer(scorer: DecisionScorer, contextOf: (row: number) => number): DecisionScorer {
  const { release } = scorer;
  const score: DecisionScorer['score'] = async (actions, rows) => {
    // An encoder has no state before the first action, and biases are fitted to be added to it.
    const scores = actions.length > 0 ? await scorer.score(actions, rows) : new Float32Array(rows.length);
    return scores.map((value, i) => value + contextOf(rows[i]!));
  };
  return {
    release,
    score,
    async top(actions, k, excluded) {
      const rows = new Int32Array(release.config.itemCount).map((_, i) => i + 1);
      return topOfRows(rows, await score(actions, rows), k, (row) => !excluded.has(row));
    },
  };
}
