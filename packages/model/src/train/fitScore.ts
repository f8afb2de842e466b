import type { TrainedModel } from '../config.js';
import { lookupTransitions, type TransitionQuery, type TransitionTable } from '../transitionTable.js';
import { type CandidateSet, candidateSets } from './candidateSets.js';
import { CONTENT_RULES, type ContentRule, contentTransitions } from './contentTransitions.js';
import type { CountingRule } from './countingRules.js';
import { countEvents, type EventCounts } from './eventCounts.js';
import { fitWeights, type ScoreWeights } from './fitWeights.js';
import { pruneTransitions } from './pruneTransitions.js';
import { sampleExamples } from './sampleExamples.js';
import { sliceFloors } from './sliceFloors.js';
import type { Example, TrainingHistory } from './split.js';
import { MAX_NEIGHBOURS, strongestTransitions } from './strongestTransitions.js';
import { qualityOfScore, type TunedScore, tuneWeights } from './tuneWeights.js';

const QUERIES = [
  { queryDecay: 0.7, queryLength: 20 },
  { queryDecay: 0.9, queryLength: 50 },
  { queryDecay: 0.98, queryLength: 50 },
] as const;

/** How much a cart or purchase can count beside a view. In RetailRocket 8 is best, in a simulated shop a quarter. */
const CHOICE_WEIGHTS = [0.25, 2, 8] as const;

/** The strongest transitions of each rule compete with the label. Otherwise their mistakes would not be seen. */
const CANDIDATES_PER_RULE = 60;
/** Enough candidate sets to fit some twenty weights, and to tune them. */
const MAX_SETS_TO_FIT = 1500;
const MAX_SETS_TO_TUNE = 4000;
/** The candidates that tune best differ by less than the noise of so few sets. More sets decide among them. */
const MAX_SETS = 12_000;
const FINALISTS = 6;
/** Transitions of each item. The smallest number is taken that loses at most `MAX_NDCG_LOSS`. */
const FEWER_NEIGHBOURS = [2, 4, 6, 8, 12] as const;
/** Share of the NDCG@10 on the validation examples. */
const MAX_NDCG_LOSS = 0.003;
/** Transitions of a smaller weight change no ranking. */
const MIN_WEIGHT = 1e-3;

/** How transitions may be counted and looked up. */
interface Candidate {
  readonly rule: CountingRule;
  readonly query: TransitionQuery;
  readonly content?: ContentRule;
  readonly table: TransitionTable;
}

type Tried = Candidate & TunedScore;

/** The weights of a score's parts. `applyScore` builds a model from it. */
export interface FittedScore {
  readonly weights: ScoreWeights;
  /** Absent if the network ranks better without transitions. */
  readonly transitions?: {
    readonly rule: CountingRule;
    readonly queryDecay: number;
    readonly queryLength: number;
    /** Absent if all actions count the same. */
    readonly choiceWeight?: number;
    readonly neighbours: number;
    /** Absent if the counts alone rank better. */
    readonly content?: ContentRule;
  };
  /** On the validation examples. */
  readonly ndcg: number;
  /** On the validation examples: mean cross-entropy in nats before `tuneWeights`, and NDCG@10 after it. */
  readonly candidates: readonly CandidateReport[];
}

interface CandidateReport {
  /** Name of the counting rule. */
  readonly rule: string;
  readonly queryDecay: number;
  readonly choiceWeight?: number;
  readonly content?: ContentRule;
  readonly loss: number;
  readonly ndcg: number;
}

/** What the parts of a score are counted from. */
export interface CountedData {
  readonly training: readonly TrainingHistory[];
  readonly maskHistory: boolean;
  /** Whether the timestamps are real (`EventLog.timed`). */
  readonly timed: boolean;
  /** Of `contentNeighbours`. Absent if nothing is known of the items. */
  readonly content?: TransitionTable | undefined;
  /** Default: `training`, counted. */
  readonly counts?: EventCounts;
}

export interface ScoreOptions extends CountedData {
  readonly validation: readonly Example[];
  readonly seed: number;
}

/**
 * Chooses the transitions, and weights them beside the network, the items' statistics and the repeats. It fits by
 * cross-entropy and then by NDCG@10 on the validation examples. Every shop gets the same candidates.
 *
 * @returns undefined if no validation example has a label that the log knows
 */
export async function fitScore(
  network: TrainedModel,
  options: ScoreOptions,
  onProgress: (share: number) => void = () => {},
): Promise<FittedScore | undefined> {
  const { training, validation, maskHistory, timed, content, seed } = options;
  const { itemCount } = network.config;
  const examples = sampleExamples(
    validation.filter(({ labelRow }) => labelRow > 0),
    seed,
    MAX_SETS,
  );
  if (examples.length === 0) return undefined;
  const counts = options.counts ?? countEvents(training, itemCount, timed);
  const rules = counts.rules.map((rule) => ({
    rule,
    table: strongestTransitions(counts.transitionsOf(rule), itemCount),
  }));
  const tables = [...rules.map(({ table }) => table), ...(content ? [content] : [])];
  const choiceWeights = counts.hasChoicesAmongOthers ? CHOICE_WEIGHTS : [];
  const queries: readonly TransitionQuery[] =
    choiceWeights.length > 0 ? [QUERIES[0], { ...QUERIES[2], choiceWeight: Math.max(...choiceWeights) }] : [QUERIES[0]];
  const competitors = ({ history }: Example) =>
    queries.flatMap((query) =>
      tables.flatMap((table) => strongest(lookupTransitions(table, query, history), CANDIDATES_PER_RULE)),
    );
  const all = await candidateSets(network, examples, competitors, maskHistory, seed);
  if (all.length === 0) return undefined;
  const toTune = all.slice(0, MAX_SETS_TO_TUNE);
  const toFit = all.slice(0, MAX_SETS_TO_FIT);
  const { statistics } = counts;
  const floors = sliceFloors(all, counts, maskHistory);
  const tuningFloors = {
    slices: floors.slices.subarray(0, MAX_SETS_TO_TUNE),
    tableGains: floors.tableGains.subarray(0, MAX_SETS_TO_TUNE),
  };
  const steps = rules.length * QUERIES.length + (content ? CONTENT_RULES.length : 0) + choiceWeights.length;
  const tried: Tried[] = [];
  const tryCandidate = async (candidate: Candidate) => {
    const strengths = strengthsOf(toTune, candidate.table, candidate.query);
    const fitted = fitWeights(toFit, statistics, strengths);
    tried.push({ ...candidate, ...tuneWeights(toTune, statistics, strengths, fitted, tuningFloors) });
    onProgress(tried.length / steps);
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
  };
  for (const { rule, table } of rules) for (const query of QUERIES) await tryCandidate({ rule, table, query });
  if (content) {
    const { rule, query } = [...tried].sort(byQuality)[0]!;
    const joined = contentTransitions(counts.transitionsOf(rule), content);
    for (const contentRule of CONTENT_RULES) {
      const table = strongestTransitions(joined(contentRule), itemCount);
      await tryCandidate({ rule, table, query, content: contentRule });
    }
  }
  if (choiceWeights.length > 0) {
    const { weights: _weights, quality: _quality, query, ...counted } = [...tried].sort(byQuality)[0]!;
    for (const choiceWeight of choiceWeights) await tryCandidate({ ...counted, query: { ...query, choiceWeight } });
  }
  const qualityWith = ({ table, query, weights }: Tried) =>
    qualityOfScore(all, statistics, strengthsOf(all, table, query), weights, floors);
  const finalists = [...tried].sort(byQuality).slice(0, FINALISTS);
  const best = finalists.map((finalist) => ({ ...finalist, quality: qualityWith(finalist) })).sort(byQuality)[0]!;
  const { rule, table, query, content: contentRule, weights } = best;
  const { ndcg, objective } = best.quality;
  const candidates = tried.map(({ rule, query, content, weights: { loss }, quality }) => ({
    rule: rule.name,
    queryDecay: query.queryDecay,
    ...(query.choiceWeight !== undefined && { choiceWeight: query.choiceWeight }),
    ...(content && { content }),
    loss,
    ndcg: quality.ndcg,
  }));
  if (!(weights.transitions > MIN_WEIGHT && table.toRows.length > 0)) return { weights, ndcg, candidates };
  const losesLittle = (neighbours: number) =>
    qualityWith({ ...best, table: pruneTransitions(table, neighbours) }).objective >= objective * (1 - MAX_NDCG_LOSS);
  const neighbours = FEWER_NEIGHBOURS.find(losesLittle) ?? MAX_NEIGHBOURS;
  const transitions = { rule, ...query, neighbours, ...(contentRule && { content: contentRule }) };
  return { weights, ndcg, transitions, candidates };
}

/** The highest objective first, the more likely one first among equals. */
const byQuality = (one: Tried, other: Tried) =>
  other.quality.objective - one.quality.objective || one.weights.loss - other.weights.loss;

/** Every environment has it, though the language's library does not declare it. */
declare const setTimeout: (callback: () => void, ms: number) => void;

/** The rows of the highest strengths. */
function strongest(strengths: ReadonlyMap<number, number>, count: number): number[] {
  return [...strengths]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([row]) => row);
}

/** By candidate set: what the transitions give each candidate. */
function strengthsOf(sets: readonly CandidateSet[], table: TransitionTable, query: TransitionQuery): Float32Array[] {
  return sets.map(({ example, rows }) => {
    const strengths = lookupTransitions(table, query, example.history);
    return Float32Array.from(rows, (row) => strengths.get(row) ?? 0);
  });
}
