import type { TrainedModel } from '@aisle/model';
import { type Example, type HistoryScorer, type Metrics, metricsOfRanks, pruneTransitions } from '@aisle/model/train';
import type { Release } from '@aisle/weights';
import { packRelease, releaseBytesGzip } from '@aisle/weights/write';
import { sampleEvenly } from '../sampleEvenly.js';
import { rankByModel } from './ranking.js';

/** Transitions kept of each item, besides all of them. */
const NEIGHBOURS = [0, 4, 8, 16] as const;
/** Enough to see a difference of .01, few enough that five sizes cost a minute. */
const MAX_EXAMPLES = 3000;

export interface AccuracyByBytes {
  /** Test examples that every size is measured on. */
  readonly examples: number;
  /** Smallest first. */
  readonly sizes: readonly { readonly neighbours: number; readonly bytesGzip: number; readonly metrics: Metrics }[];
}

function withNeighbours({ config, values, transitions }: TrainedModel, neighbours: number): TrainedModel {
  if (neighbours > 0) return { config, values, transitions: pruneTransitions(transitions!, neighbours) };
  const { memory: _, ...without } = config;
  return { config: without, values };
}

/** What a smaller memory costs in accuracy and saves in download; undefined for a release without one. */
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
