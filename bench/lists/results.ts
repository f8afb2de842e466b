import { DEFAULT_DIVERSITY } from '@aisle/model';
import type { ColdItems } from '../../packages/cli/src/evaluation/coldItems.js';
import type { ListFigures } from '../../packages/cli/src/evaluation/lists/lists.js';
import type { RunInfo } from '../results.js';
import type { HistoryRows } from './historySection.js';

/**
 * The measured sets. RetailRocket has no catalogue here, so nothing is known of its new items. Of Toys, only new items
 * are measured.
 */
export const LIST_SETS = {
  simulator: 'Simulated shoppers',
  retailrocket: 'RetailRocket, next buy',
  toys: 'Amazon Toys',
} as const;
export type ListSet = keyof typeof LIST_SETS;

interface Shares {
  readonly model: number;
  readonly transition: number;
  readonly popularity: number;
}

interface HistoryLengthShares extends Pick<Shares, 'popularity' | 'model'> {
  /** Only without any action, of a release that knows what new shoppers choose: without and with the visit's context. */
  readonly demand?: number;
  readonly context?: number;
}

/** What docs/benchmarks/lists.json holds. Figures are fractions of 1, by set. */
export interface ListResults {
  runs?: Record<string, RunInfo>;
  /** HR@10 of the next bought item that is not in the history, after a purchase. */
  companions?: Record<string, { readonly 'hr@10': Shares; readonly examples: number }>;
  /** NDCG@10 with only the latest actions of each history. */
  historyLength?: Record<string, Record<string, HistoryLengthShares>>;
  calibration?: Record<string, NonNullable<ListFigures['calibration']>>;
  /** Rows by the value of `diversity`, on the test examples. `chosen` is the default. */
  diversity?: Record<string, { readonly points: ListFigures['diversity']; readonly chosen: number }>;
  /** The same on validation examples, where the default was chosen. */
  validationDiversity?: Record<string, ListFigures['diversity']>;
  /** HR@10 of items that were withheld from training, ranked among all. */
  coldItems?: Record<string, Omit<ColdItems, 'intervals'>>;
  /** What the example shop shows. */
  histories?: readonly HistoryRows[];
}

/** The figures of one set as they are stored. */
export function partOf(set: ListSet, figures: ListFigures, before: ListResults): ListResults {
  const { companions, shortHistories, calibration, diversity: points, validationDiversity } = figures;
  const hr = (scorer: keyof Shares) => companions[scorer]['hr@10']!;
  const share = { model: hr('model'), transition: hr('transition'), popularity: hr('popularity') };
  const lengths = Object.entries(shortHistories.lengths).map(([length, metrics]) => [
    length,
    Object.fromEntries(Object.entries(metrics).map(([scorer, found]) => [scorer, found['ndcg@10']])),
  ]);
  return {
    companions: { ...before.companions, [set]: { 'hr@10': share, examples: companions.examples } },
    historyLength: { ...before.historyLength, [set]: Object.fromEntries(lengths) },
    ...(calibration && { calibration: { ...before.calibration, [set]: calibration } }),
    diversity: { ...before.diversity, [set]: { points, chosen: DEFAULT_DIVERSITY } },
    ...(validationDiversity && {
      validationDiversity: { ...before.validationDiversity, [set]: validationDiversity },
    }),
  };
}
