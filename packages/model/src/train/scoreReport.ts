import { AisleError } from '@aisle/core';
import type { ContentRule } from './contentTransitions.js';
import { type CountingRule, countingRuleNamed } from './countingRules.js';
import type { FittedScore } from './fitScore.js';
import type { ScoreWeights } from './fitWeights.js';

/** A score with the field names of `report.json`, in which the transitions are `memory`. */
export interface ReportedScore {
  readonly weights: Omit<ScoreWeights, 'transitions'> & { readonly memory: number };
  readonly memory?: Omit<NonNullable<FittedScore['transitions']>, 'rule'> & {
    readonly shape: Pick<CountingRule, 'name'>;
  };
  readonly ndcg: number;
  readonly candidates: readonly {
    readonly memory: string;
    readonly queryDecay: number;
    readonly choiceWeight?: number;
    readonly content?: ContentRule;
    readonly loss: number;
    readonly ndcg: number;
  }[];
}

/** The score as `report.json` contains it. */
export function reportOfScore({ weights, transitions, ndcg, candidates }: FittedScore): ReportedScore {
  const { network, statistics, transitions: memory, ...others } = weights;
  return {
    weights: { network, statistics, memory, ...others },
    ndcg,
    ...(transitions && { memory: reportedTransitions(transitions) }),
    candidates: candidates.map(({ rule, ...candidate }) => ({ memory: rule, ...candidate })),
  };
}

function reportedTransitions({ rule, ...query }: NonNullable<FittedScore['transitions']>) {
  return { shape: rule, ...query };
}

/**
 * Restores a score from a report. JSON has no functions, so the counting rule is looked up by its name.
 *
 * @throws AisleError `data-invalid` for a counting rule that this version does not have
 */
export function scoreOfReport({ weights, memory, ndcg, candidates }: ReportedScore): FittedScore {
  const { memory: transitions, ...others } = weights;
  const score = {
    weights: { ...others, transitions },
    ndcg,
    candidates: candidates.map(({ memory: rule, ...candidate }) => ({ rule, ...candidate })),
  };
  if (!memory) return score;
  const { shape, ...query } = memory;
  const rule = countingRuleNamed(shape.name);
  if (rule) return { ...score, transitions: { rule, ...query } };
  throw new AisleError(
    'data-invalid',
    `The report names the counting rule ${JSON.stringify(shape.name)}, which this version does not have. Train again without --from.`,
    { name: shape.name },
  );
}
