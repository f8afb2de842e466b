import type { TrainedModel } from '@aisle/model';
import { type Example, type HistoryScorer, type Metrics, metricsOfRanks, pruneTransitions } from '@aisle/model/train';
import type { Release } from '@aisle/weights';
import { packRelease, releaseBytesGzip } from '@aisle/weights/write';
import { sampleEvenly } from '../sampleEvenly.js';
import { rankByModel } from './ranking.js';

/** Numbers of transitions to keep for each item, besides all of them. */
const NEIGHBOURS = [0, 4, 8, 16] as const;
/** Enough to see a difference of .01, and few enough that five sizes take a minute. */
const MAX_EXAMPLES = 3000;

export interface AccuracyByBytes {
  /** Number of test examples that every size is measured on. */
  readonly examples: number;
  /** Smallest first. */
  readonly sizes: readonly { readonly neighbours: number; readonly bytesGzip: number; readonly metrics: Metrics }[];
}

function withNeighbours({ transitions, ...model }: TrainedModel, neighbours: number): TrainedModel {
  if (neighbours > 0) return { ...model, transitions: pruneTransitions(transitions!, neighbours) };
  const { memory: _, ...config } = model.config;
  return { ...model, config };
}

/** Accuracy and download size with fewer transitions; undefined for a release without transitions. */
export async function accuracyByBytes(
  release: Release,
  examples: readonly Example[],
  maskHistory: boolean,
  emptyHistoryScorer: HistoryScorer,
  cutoffs: readonly number[],
): Promise<AccuracyByBytes | undefined> {
  const { transitions, itemIds, manifest } = release;
  if (!transitions) return undefined;
  const sample = sampleEvenly(examples, MAX_EXAMPLES);
  let largest = 0;
  for (let row = 0; row + 1 < transitions.offsets.length; row++)
    largest = Math.max(largest, transitions.offsets[row + 1]! - transitions.offsets[row]!);
  const sizes = [];
  for (const neighbours of [...NEIGHBOURS.filter((count) => count < largest), largest]) {
    const model = withNeighbours(release, neighbours);
    const bytesGzip = await releaseBytesGzip(
      await packRelease(model, itemIds, [], { name: 'pruned', createdAt: manifest.createdAt }),
    );
    const { ranks } = await rankByModel(model, sample, maskHistory, emptyHistoryScorer);
    sizes.push({ neighbours, bytesGzip, metrics: metricsOfRanks(ranks, cutoffs) });
  }
  return { examples: sample.length, sizes };
}
