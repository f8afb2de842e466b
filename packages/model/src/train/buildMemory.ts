import type { TrainedModel } from '../config.js';
import { memoryBonus, recall, type MemoryConfig, type TransitionMemory } from '../memory.js';
import { SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS, transitionStrengths, type TransitionOptions } from './baselines.js';
import { scoreExamples } from './evaluate.js';
import { metricsOfRanks, midRank } from './metrics.js';
import { sampleExamples } from './sampleExamples.js';
import type { Example, TrainingHistory } from './split.js';

/** Transitions kept of each item. Beauty: 32 keep .0516 of the whole table's NDCG@10 of .0523 at a third of its bytes. */
const NEIGHBOURS = 32;
/** An action further back than this asks with less than a thousandth of the latest one's weight. */
const MAX_QUERY_LENGTH = 20;
/** A weaker transition moves no score by more than .002, and would take the others' precision in the release's file. */
const MIN_STRENGTH = 1e-6;

/** The strongest transitions of each item. */
export function buildMemory(
  training: readonly TrainingHistory[],
  itemCount: number,
  options: TransitionOptions,
  neighbours = NEIGHBOURS,
): TransitionMemory {
  const kept = transitionStrengths(training, itemCount, options).map((transitions) =>
    [...transitions]
      .filter(([, strength]) => strength >= MIN_STRENGTH)
      // Strongest first, the lower row of two equal ones: the same table from the same data.
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, neighbours)
      .sort((a, b) => a[0] - b[0]),
  );
  const offsets = new Uint32Array(itemCount + 2);
  kept.forEach((transitions, row) => (offsets[row + 1] = offsets[row]! + transitions.length));
  const entries = kept.flat();
  return { offsets, toRows: Int32Array.from(entries, ([row]) => row), strengths: Float32Array.from(entries, ([, strength]) => strength) };
}

export interface TunedMemory {
  readonly memory: TransitionMemory;
  readonly config: MemoryConfig;
  /** NDCG@10 on the validation examples, with the memory and without. */
  readonly validationNdcg: number;
  readonly sequenceNdcg: number;
}

const SHAPES = [SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS] as const;
const WEIGHTS = [0.5, 1, 1.5, 2, 3, 4, 6] as const;
const SCALES = [3, 10, 30, 100, 300] as const;

/**
 * Chooses the memory's shape and how much it counts beside the trained sequence model, by NDCG@10 on validation: the
 * same candidates for every shop.
 *
 * @returns undefined where there is nothing to choose by
 */
export async function tuneMemory(
  sequence: TrainedModel,
  training: readonly TrainingHistory[],
  validation: readonly Example[],
  maskHistory: boolean,
  seed: number,
): Promise<TunedMemory | undefined> {
  const known = sampleExamples(validation.filter(({ labelRow }) => labelRow > 0), seed);
  if (known.length === 0) return undefined;
  const shapes = SHAPES.map((shape) => ({
    memory: buildMemory(training, sequence.config.itemCount, shape),
    query: { queryDecay: shape.queryDecay, queryLength: Math.min(shape.queryLength, MAX_QUERY_LENGTH) },
  }));
  const candidates = shapes.flatMap(({ memory, query }, shape) =>
    WEIGHTS.flatMap((weight) =>
      SCALES.map((scale) => ({ shape, memory, config: { ...query, weight, scale }, ranks: new Float64Array(known.length) })),
    ),
  );
  const sequenceRanks = new Float64Array(known.length);
  await scoreExamples(sequence, known, maskHistory, (index, scores) => {
    const { history, labelRow } = known[index]!;
    sequenceRanks[index] = midRank(scores, labelRow);
    // How much the memory counts is no part of what it recalls: once for each shape.
    const ranksByShape = shapes.map(({ memory, query }) => rankWith(scores, labelRow, recall(memory, query, history)));
    for (const { shape, config, ranks } of candidates) ranks[index] = ranksByShape[shape]!(config);
  });
  const ndcg = (ranks: Float64Array) => metricsOfRanks(ranks, [10])['ndcg@10']!;
  const sequenceNdcg = ndcg(sequenceRanks);
  const measured = candidates.map(({ memory, config, ranks }) => ({ memory, config, validationNdcg: ndcg(ranks), sequenceNdcg }));
  return measured.reduce((best, candidate) => (candidate.validationNdcg > best.validationNdcg ? candidate : best));
}

/** Ranks one label under many weights of the memory: only recalled rows move, the others are sorted once and bisected. */
function rankWith(scores: Float32Array, labelRow: number, recalled: ReadonlyMap<number, number>): (config: MemoryConfig) => number {
  const others = scores.filter((_, row) => row > 0 && row !== labelRow && !recalled.has(row)).sort();
  return (config) => {
    const labelScore = Math.fround(scores[labelRow]! + memoryBonus(config, recalled.get(labelRow) ?? 0));
    let higher = 0;
    let ties = 0;
    const compare = (score: number, count: number) => {
      if (score > labelScore) higher += count;
      else if (score === labelScore) ties += count;
    };
    for (const [row, strength] of recalled) {
      if (row !== labelRow) compare(Math.fround(scores[row]! + memoryBonus(config, strength)), 1);
    }
    const firstAtLeast = bisect(others, (found) => found >= labelScore);
    const firstAbove = bisect(others, (found) => found > labelScore);
    compare(labelScore, firstAbove - firstAtLeast);
    compare(Infinity, others.length - firstAbove);
    return 1 + higher + ties / 2;
  };
}

/** Index of the first of the ascending values for which `isIn` holds; their number where it holds for none. */
function bisect(ascending: Float32Array, isIn: (found: number) => boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isIn(ascending[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
