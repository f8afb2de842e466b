import type { Metrics } from '@aisle/model/train';
import { METRICS } from '../metric.js';
import { type Figures, type Run, SCORERS, type Scorer } from '../results.js';

const ofScorers = <T>(of: (scorer: Scorer) => T) =>
  Object.fromEntries(SCORERS.map((scorer) => [scorer, of(scorer)])) as Record<Scorer, T>;

/** A run in which the model has one value for all metrics. Other scorers have a tenth of it, unless `others` names a value. */
export function runWith(model: number, others: Partial<Record<Scorer, number>> = {}, more: Partial<Run> = {}): Run {
  const figures = (scorer: Scorer) =>
    Object.fromEntries(
      METRICS.map((metric) => [metric, others[scorer] ?? (scorer === 'model' ? model : model / 10)]),
    ) as unknown as Figures;
  const metrics = { users: 9, 'ndcg@10': model } as Metrics;
  const bucket = { from: 1, to: 1, examples: 9, values: { model, transitionTable: model / 10, popularity: 0 } };
  return {
    date: '2026-01-02',
    machine: 'two cores',
    command: 'bench accuracy',
    release: `r-${model}`,
    figures: ofScorers(figures),
    significance: { metric: 'ndcg@10', difference: 0.01, pValue: 0.001, resamples: 999, units: 9 },
    releaseBytesGzip: 1_234_567,
    trainMinutes: 3,
    itemCount: 10_000,
    quantization: { examples: 9, whole: metrics, pruned: metrics, released: metrics },
    epochs: [
      { epoch: 1, loss: 5, validationNdcg: 0.1 },
      { epoch: 2, loss: 4, validationNdcg: 0.2 },
    ],
    details: {
      metric: 'ndcg@10',
      byHistoryLength: [bucket, { ...bucket, from: 2, to: 4 }, { from: 5, examples: 0, values: bucket.values }],
      byItemPopularity: [bucket],
      diversity: ofScorers(() => ({ coverage: 0.25, gini: 0.5, selfInformationBits: 7 })),
      accuracyByBytes: {
        examples: 9,
        sizes: [
          { neighbours: 0, bytesGzip: 1e6, metrics },
          { neighbours: 4, bytesGzip: 1.2e6, metrics },
        ],
      },
    },
    ...more,
  };
}
