import type { Action } from '../action.js';
import { type HistoryPartConfigs, historyScores } from '../scoreParts/historyParts.js';
import type { HistoryTables } from '../scoreParts/historyTables.js';
import type { TransitionConfig } from '../transitionTable.js';

/** What the actions of a history add to one part of an item's score. */
export interface PartShares {
  /** Name of the part, as in `historyScores`. */
  readonly part: string;
  /** [history.length], logits */
  readonly shares: readonly number[];
}

/**
 * Splits what a history adds to scores, without the network, over its actions. The shares of a part add up to what
 * `historyScores` has for the item.
 *
 * - A table's logit is `weight * log(1 + scale * strength)`, and the strength is a sum over the actions. Each action gets
 *   as much of the logit as it has of the strength.
 * - The age and the type of a repeat belong to the item's latest action. What the number of its actions is worth is
 *   divided equally among them.
 *
 * @returns the shares by embedding row of an item
 */
export function actionShares(
  config: HistoryPartConfigs,
  tables: HistoryTables,
  history: readonly Action[],
): (row: number) => readonly PartShares[] {
  // Row 0 leads to no item. The other actions keep their age and their type, so each score is that of one action alone.
  const withoutItems = history.map((action): Action => ({ ...action, itemRow: 0 }));
  const unweighted = { ...config, situations: {} };
  const alone = history.map((action, i) => {
    const one = [...withoutItems];
    one[i] = action;
    return historyScores(unweighted, tables, one);
  });
  const { memory: transitions, companions, substitutes } = config;
  const tableConfigs: { readonly [part: string]: TransitionConfig | undefined } = {
    transitions,
    companions,
    substitutes,
  };
  const whole = historyScores(unweighted, tables, history);
  const weighted = historyScores(config, tables, history);
  return (row) =>
    whole.map(({ name: part, scores }, column) => {
      const logit = scores.get(row) ?? 0;
      const logits = alone.map((columns) => columns[column]!.scores.get(row));
      const table = tableConfigs[part];
      const shares = table ? tableShares(logit, logits, table.weight) : repeatShares(logit, logits);
      const factor = logit && (weighted[column]!.scores.get(row) ?? 0) / logit;
      return { part, shares: shares.map((share) => share * factor) };
    });
}

/** @param alone of each action; undefined if the table has nothing for it */
function tableShares(logit: number, alone: readonly (number | undefined)[], weight: number): number[] {
  const strengths = alone.map((one = 0) => Math.expm1(one / weight));
  const sum = strengths.reduce((a, b) => a + b, 0);
  return strengths.map((strength) => sum && (logit * strength) / sum);
}

/** @param alone of each action; undefined if it is another item's, or too old */
function repeatShares(logit: number, alone: readonly (number | undefined)[]): number[] {
  const counts = alone.map((one) => one !== undefined);
  const latest = counts.lastIndexOf(true);
  const ofLatest = alone[latest] ?? 0;
  const ofCount = (logit - ofLatest) / counts.filter(Boolean).length;
  return counts.map((isCounted, i) => (isCounted ? ofCount + (i === latest ? ofLatest : 0) : 0));
}
