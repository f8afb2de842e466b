import type { PageEvaluation, PageReport } from '../pageReport.js';

const byScorer = <T>(model: T, transitionTable: T, popularity: T) => ({ model, transitionTable, popularity });

interface Figures {
  /** Shares of the test shoppers, HR@10. */
  readonly model: number;
  readonly also: number;
  readonly best: number;
  readonly units?: number;
  readonly examples?: number;
  /** p-value that the model is not better than a list. */
  readonly pAlso?: number;
  readonly pBest?: number;
  readonly trivial?: string[];
  readonly itemCount?: number;
}

/** An evaluation of 1,000 shoppers, unless figures say otherwise. */
export function evaluationOf({
  model,
  also,
  best,
  units = 1000,
  examples = units,
  pAlso = 0.0001,
  pBest = 0.0001,
  trivial = [],
  itemCount = 800,
}: Figures): PageEvaluation {
  const metrics = (share: number) => ({ 'hr@10': share, 'ndcg@10': share / 2 });
  const bucket = (
    from: number,
    to: number,
    count: number,
    values: PageEvaluation['byHistoryLength'][number]['values'],
  ) => ({
    from,
    to,
    examples: count,
    values,
  });
  return {
    examples,
    units,
    target: 'next-purchase',
    itemCount,
    trivial,
    metrics: byScorer(metrics(model), metrics(also), metrics(best)),
    intervals: byScorer(
      [Math.max(0, model - 0.03), Math.min(1, model + 0.03)],
      [Math.max(0, also - 0.03), Math.min(1, also + 0.03)],
      [Math.max(0, best - 0.03), Math.min(1, best + 0.03)],
    ),
    significance: {
      transitionTable: { difference: model - also, pValue: pAlso },
      popularity: { difference: model - best, pValue: pBest },
    },
    byHistoryLength: [
      bucket(1, 1, 29, byScorer(0, 1, 0)),
      bucket(2, 4, 400, byScorer(0.2, 0.25, 0.1)),
      bucket(5, 9, 571, byScorer(0.4, 0.25, 0.1)),
    ],
    byItemPopularity: [bucket(5, 19, 1000, byScorer(model, also, best))],
    diversity: byScorer({ coverage: 0.85, gini: 0.5 }, { coverage: 0.8, gini: 0.55 }, { coverage: 0.01, gini: 0.99 }),
    lists: {
      calibration: {
        ece: 0.01,
        bins: [
          { predictions: 500, probability: 0.02, frequency: 0.01 },
          { predictions: 500, probability: 0.2, frequency: 0.25 },
        ],
      },
    },
  };
}

/** A shop of 800 items. */
export const SHOP_REPORT: PageReport = {
  releaseId: 'shop-2026-11-30-b3416c08',
  createdAt: '2026-11-30T18:35:32.021Z',
  releaseBytesGzip: 178_286,
  trainMinutes: 7.3,
  command: 'aisle train --data events.csv.gz --out release',
  dataset: '1,000 users, 800 items',
  data: {
    rows: 10_000,
    malformed: 40,
    format: 'shopify-orders',
    mapping: { user_id: 'Email', item_id: 'Lineitem sku' },
    ignored: 50,
    omitted: { guest: 300 },
    unknownEvents: { page_view: 200, 'anna@example.com': 7 },
    fieldProblems: { price: 5 },
    events: 9403,
    shoppers: 2500,
    items: 800,
    itemsWithTenEvents: 310,
    firstDay: '2026-01-02',
    lastDay: '2026-11-29',
    verdict: { sentences: ['This is enough to train a model.'], help: ['Export a longer time.'] },
  },
  bestEpoch: 2,
  settings: {
    epochs: 3,
    seed: 1,
    maskHistory: false,
    config: { itemCount: 800, width: 64, layerCount: 2, windowLength: 50, heads: [{ target: 'next-purchase' }] },
  },
  epochs: [
    { epoch: 1, loss: 6.1, validationNdcg: 0.1 },
    { epoch: 2, loss: 5.5, validationNdcg: 0.2 },
    { epoch: 3, loss: 5.2, validationNdcg: 0.19 },
  ],
  evaluation: evaluationOf({ model: 0.31, also: 0.24, best: 0.09 }),
  examples: [
    {
      item: { itemId: 'sku-1', title: 'Dome tent' },
      shoppers: 40,
      row: [{ itemId: 'sku-2', title: 'Ridge tent' }, { itemId: 'sku-3' }],
    },
  ],
};
