import type { ContextField } from '@aisle/core';
import type { Action } from '../action.js';
import type { Kinds } from '../kinds.js';
import { type ContextTable, LEVELS_PER_LOGIT, MAX_CONTEXT_LEVEL, MAX_CONTEXT_VALUES } from '../scoreParts/context.js';
import type { TrainingHistory } from './split.js';
import { visitOf } from './visitOf.js';

/** The shares of all decisions count as this many decisions of each context value. */
const PRIOR_DECISIONS = 100;
/** A release publishes the context values, so each must be that of several shoppers who decided. */
const MIN_SHOPPERS = 10;
/** All context values together have at most this many numbers, so that many kinds do not make a release large. */
const MAX_NUMBERS = 200_000;

/**
 * Counts what shoppers choose, and in which contexts they choose each kind.
 *
 * @param timed whether the timestamps are real. If not, the month is unknown.
 * @param fields that count
 */
export function buildContextTable(
  training: readonly TrainingHistory[],
  { names, ofRow }: Pick<Kinds, 'names' | 'ofRow'>,
  timed: boolean,
  fields: readonly ContextField[],
): ContextTable {
  const chosen = new Float64Array(ofRow.length);
  const ofAll = new Float64Array(names.length);
  const counts = new Map<string, Float64Array>();
  const shoppers = new Map<string, number>();
  for (const history of training) {
    const ofShopper = new Set<string>();
    for (const action of decisionsOf(history)) {
      chosen[action.itemRow]! += 1;
      const kind = ofRow[action.itemRow]!;
      if (kind < 0) continue;
      ofAll[kind]! += 1;
      const visit = visitOf(action, timed);
      for (const field of fields) {
        if (visit[field] === undefined) continue;
        const value = `${field}:${visit[field]}`;
        if (!counts.has(value)) counts.set(value, new Float64Array(names.length));
        counts.get(value)![kind]! += 1;
        ofShopper.add(value);
      }
    }
    for (const value of ofShopper) shoppers.set(value, (shoppers.get(value) ?? 0) + 1);
  }
  const kept = [...counts]
    .filter(([value]) => shoppers.get(value)! >= MIN_SHOPPERS)
    .map(([value, ofValue]) => ({ value, ofValue, decisions: sum(ofValue) }))
    .sort((a, b) => b.decisions - a.decisions)
    .slice(0, Math.min(MAX_CONTEXT_VALUES, Math.floor(MAX_NUMBERS / Math.max(1, names.length))));
  const allDecisions = sum(ofAll);
  return {
    demand: Int32Array.from(chosen, (count) => levelOf(Math.log1p(count))),
    byValue: new Map(
      kept.map(({ value, ofValue, decisions }) => [
        value,
        Int32Array.from(ofValue, (count, kind) => {
          const share = ofAll[kind]! / allDecisions;
          // A kind that nobody chooses has no share to compare with.
          if (share === 0) return 0;
          return levelOf(Math.log((count + PRIOR_DECISIONS * share) / ((decisions + PRIOR_DECISIONS) * share)));
        }),
      ]),
    ),
  };
}

/**
 * The actions that the labels of a history are from. A decision is found where the label changes, so decisions for one
 * item in a row count once.
 */
function decisionsOf({ actions, labelRows }: TrainingHistory): Action[] {
  return actions.filter((_, t) => t > 0 && labelRows[t - 1]! > 0 && labelRows[t - 1] !== labelRows[t]);
}

const levelOf = (logit: number) =>
  Math.max(-MAX_CONTEXT_LEVEL, Math.min(MAX_CONTEXT_LEVEL, Math.round(LEVELS_PER_LOGIT * logit)));

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
