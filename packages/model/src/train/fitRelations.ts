import type { Action } from '../action.js';
import { isChoice, isView } from '../choice.js';
import type { TrainedModel } from '../config.js';
import { RELATION_NAMES, type RelationName, type Relations } from '../relations.js';
import { chosenActions, comparedActions } from '../scoreParts/relations.js';
import { lookupTransitions, type TransitionConfig, type TransitionTable, transitionScore } from '../transitionTable.js';
import { type CandidateSet, candidateSets } from './candidateSets.js';
import { isClearGain, mean } from './isClearGain.js';
import { gainsOfRanks, midRank } from './metrics.js';
import { sampleExamples } from './sampleExamples.js';
import type { Example } from './split.js';
import type { RelationConfigs } from './withRelations.js';

/** Examples of each situation, and of all situations. */
const MAX_EXAMPLES = 1500;
/** Fewer examples of a situation say nothing. */
const MIN_EXAMPLES = 50;

const QUERIES = [
  { queryDecay: 0.3, queryLength: 10 },
  { queryDecay: 0.6, queryLength: 10 },
  { queryDecay: 0.8, queryLength: 10 },
] as const;
const WEIGHTS = [0.1, 0.25, 0.5, 1, 2, 4] as const;
/** Multiples of the inverse mean strength. */
const SCALES = [0.3, 3, 30] as const;

interface Situation {
  readonly actionsOf: (history: readonly Action[]) => readonly Action[];
  /** Whether the latest action is the one that the relation answers. */
  readonly isLatest: (action: Action) => boolean;
}

const SITUATIONS: { readonly [name in RelationName]: Situation } = {
  companions: { actionsOf: chosenActions, isLatest: isChoice },
  substitutes: { actionsOf: comparedActions, isLatest: isView },
};

/** How one relation counts in the score, and what that gains on the validation examples of its situation. */
export interface FittedRelation {
  /** Number of examples. */
  readonly examples: number;
  /** NDCG@10 without and with the part. */
  readonly ndcgWithout: number;
  readonly ndcgWith: number;
  /** Absent if the part does not help. */
  readonly config?: TransitionConfig;
}

export type FittedRelations = { readonly [name in RelationName]?: FittedRelation };

/** The configs of the parts that help. */
export function relationConfigs(fitted: FittedRelations): RelationConfigs {
  return Object.fromEntries(Object.entries(fitted).flatMap(([name, { config }]) => (config ? [[name, config]] : [])));
}

/**
 * Chooses the weights of the relations beside all other parts of the score. A part must clearly raise NDCG@10 on the
 * examples of its situation. Rows that shoppers see exclude carts and purchases, and so does this measure. Over all
 * examples, with such items, it must not lower NDCG@10. Of the candidates that pass, the sum of both gains decides.
 *
 * @param model with all other parts, fitted
 * @param relations counted in the same training part
 */
export async function fitRelations(
  model: TrainedModel,
  relations: Required<Relations>,
  { validation, maskHistory, seed }: { validation: readonly Example[]; maskHistory: boolean; seed: number },
): Promise<FittedRelations> {
  const known = validation.filter(({ labelRow, history }) => labelRow > 0 && history.length > 0);
  const sample = (examples: readonly Example[]) => sampleExamples(examples, seed).slice(0, MAX_EXAMPLES);
  const situations = RELATION_NAMES.map((name) => sample(known.filter((example) => isIn(SITUATIONS[name], example))));
  const examples = [...new Set([sample(known), ...situations].flat())];
  if (examples.length === 0) return {};
  const competitors = ({ history }: Example) =>
    RELATION_NAMES.flatMap((name) => [...strengthsOf(relations[name], QUERIES[1], SITUATIONS[name], history).keys()]);
  const sets = await candidateSets(model, examples, competitors, maskHistory, seed);
  return Object.fromEntries(
    RELATION_NAMES.map((name, r) => {
      const own = new Set(situations[r]);
      const ownSets = sets.filter(({ example }) => own.has(example));
      return [name, fitRelation(relations[name], SITUATIONS[name], ownSets, sets)];
    }),
  );
}

const isIn = ({ isLatest }: Situation, { history, labelRow }: Example) =>
  isLatest(history.at(-1)!) && !history.some((action) => action.itemRow === labelRow && isChoice(action));

function strengthsOf(
  table: TransitionTable,
  query: Pick<TransitionConfig, 'queryDecay' | 'queryLength'>,
  { actionsOf }: Situation,
  history: readonly Action[],
): ReadonlyMap<number, number> {
  return lookupTransitions(table, query, actionsOf(history));
}

function fitRelation(
  table: TransitionTable,
  situation: Situation,
  ownSets: readonly CandidateSet[],
  allSets: readonly CandidateSet[],
): FittedRelation {
  const gainsWithout = gainsOf(ownSets, newRows);
  const ndcgWithout = mean(gainsWithout);
  const without = { examples: ownSets.length, ndcgWithout, ndcgWith: ndcgWithout };
  if (ownSets.length < MIN_EXAMPLES || table.toRows.length === 0) return without;
  const allWithout = mean(gainsOf(allSets, allRows));
  let best: FittedRelation = without;
  let bestGain = 0;
  for (const query of QUERIES) {
    const strengths = new Map(
      allSets.map((set) => [set, strengthsOf(table, query, situation, set.example.history)] as const),
    );
    const added = (config: TransitionConfig) => (set: CandidateSet, row: number) => {
      const strength = strengths.get(set)!.get(row);
      return strength === undefined ? 0 : transitionScore(config, strength);
    };
    for (const scale of SCALES) {
      for (const weight of WEIGHTS) {
        const config = { ...query, weight, scale: scale / mean(Float64Array.from(table.strengths)) };
        const gains = gainsOf(ownSets, newRows, added(config));
        const ndcgWith = mean(gains);
        const gainOfAll = mean(gainsOf(allSets, allRows, added(config))) - allWithout;
        const gain = ndcgWith - ndcgWithout + gainOfAll;
        if (gain <= bestGain || gainOfAll < 0 || !isClearGain(gains.map((own, i) => own - gainsWithout[i]!))) continue;
        bestGain = gain;
        best = { ...without, ndcgWith, config };
      }
    }
  }
  return best;
}

/** Which candidates a row can show. */
type Shown = (set: CandidateSet) => (row: number) => boolean;
const allRows: Shown = () => () => true;
const newRows: Shown = ({ example }) => {
  const chosen = new Set(example.history.filter(isChoice).map(({ itemRow }) => itemRow));
  return (row) => !chosen.has(row);
};

/** NDCG@10 by set. */
function gainsOf(
  sets: readonly CandidateSet[],
  shown: Shown,
  added: (set: CandidateSet, row: number) => number = () => 0,
): Float64Array {
  const ranks = sets.map((set) => {
    const isShown = shown(set);
    // The label is the first candidate. `midRank` counts rows from 1.
    const scores = new Float64Array(set.rows.length + 1);
    set.rows.forEach((row, c) => (scores[c + 1] = isShown(row) ? set.networkLogits[c]! + added(set, row) : -Infinity));
    return midRank(scores, 1);
  });
  return gainsOfRanks(ranks, 'ndcg@10');
}
