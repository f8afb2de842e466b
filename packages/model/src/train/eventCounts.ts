import {
  countItems,
  type HistoryScorer,
  SEQUENCE_TRANSITIONS,
  SESSION_TRANSITIONS,
  transitionScorer,
} from './baselines.js';
import { COUNTING_RULES, type CountingRule, TIMED_COUNTING_RULES } from './countingRules.js';
import { hasChoicesAmongOthers } from './hasChoicesAmongOthers.js';
import { itemStatistics } from './itemStatistics.js';
import type { TrainingHistory } from './split.js';
import { type TransitionsOf, transitionStrengths } from './transitionStrengths.js';

/** The counts over all shoppers that a score is fitted on and built from. */
export interface EventCounts {
  /** The rules whose transitions are known. */
  readonly rules: readonly CountingRule[];
  readonly transitionsOf: (rule: CountingRule) => TransitionsOf;
  /** As `itemStatistics` gives them. */
  readonly statistics: readonly Float64Array[];
  /** [itemCount + 1], the number of actions of each item */
  readonly actionCounts: Float64Array;
  /** Whether there are carts or purchases, and other actions as well. */
  readonly hasChoicesAmongOthers: boolean;
  /** The plain transition tables that a score is compared with. */
  readonly baselines: () => readonly HistoryScorer[];
}

/** Counts training histories. */
export function countEvents(training: readonly TrainingHistory[], itemCount: number, timed: boolean): EventCounts {
  return {
    rules: timed ? [...COUNTING_RULES, ...TIMED_COUNTING_RULES] : COUNTING_RULES,
    transitionsOf: (rule) => transitionStrengths(training, itemCount, rule),
    statistics: itemStatistics(training, itemCount, timed),
    actionCounts: countItems(training, itemCount),
    hasChoicesAmongOthers: hasChoicesAmongOthers(training),
    baselines: () =>
      [SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS].map((options) => transitionScorer(training, itemCount, options)),
  };
}
