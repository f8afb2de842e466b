import type { Metric } from './metric.js';

/** A figure to reach, and published figures to compare with. */
interface Goal {
  readonly metric: Metric;
  /** Fractions of 1. */
  readonly goal: number;
  /** Best first. */
  readonly published: readonly { readonly name: string; readonly value: number }[];
}

/** A public data set and its goals. It has no training settings: those are the same for all sets. */
export interface BenchSet {
  readonly title: string;
  /** Relative to the data folder. */
  readonly folder: string;
  readonly data: string;
  readonly format: string;
  readonly test?: string;
  readonly catalogue?: string;
  /** The prediction target, if the log alone does not determine it. */
  readonly target?: 'next-item' | 'next-purchase';
  readonly goals: readonly Goal[];
  /** What a reader must know to compare figures. */
  readonly remark: string;
}

const AMAZON = {
  folder: 'amazon-2014-5core',
  format: 'sequences',
  remark: 'Leave-one-out split. Items of the history are excluded from the ranking.',
} as const;
const SESSIONS = {
  data: 'train_sessions.txt.gz',
  format: 'sessions',
  test: 'test_prefix_label.tsv.gz',
  remark:
    'Every prefix of the test sessions is an example. Items of the history stay in the ranking. Figures are in percent.',
} as const;

export const SETS = {
  beauty: {
    ...AMAZON,
    title: 'Amazon Beauty',
    data: 'Beauty.txt.gz',
    catalogue: 'Beauty_item2attributes.json.gz',
    goals: [
      {
        metric: 'hr@10',
        goal: 0.112,
        published: [
          { name: 'BSARec', value: 0.1008 },
          { name: 'SASRec, sampled softmax', value: 0.0921 },
          { name: 'TIGER', value: 0.0648 },
        ],
      },
      {
        metric: 'ndcg@10',
        goal: 0.069,
        published: [
          { name: 'BSARec', value: 0.0611 },
          { name: 'SASRec, sampled softmax', value: 0.0531 },
          { name: 'TIGER', value: 0.0384 },
        ],
      },
    ],
  },
  toys: {
    ...AMAZON,
    title: 'Amazon Toys',
    data: 'Toys_and_Games.txt.gz',
    catalogue: 'Toys_and_Games_item2attributes.json.gz',
    goals: [
      { metric: 'hr@10', goal: 0.128, published: [{ name: 'SASRec, sampled softmax', value: 0.097 }] },
      { metric: 'ndcg@10', goal: 0.08, published: [{ name: 'SASRec, sampled softmax', value: 0.058 }] },
    ],
  },
  retailrocket: {
    title: 'RetailRocket, next buy',
    folder: 'retailrocket-multibehavior',
    data: 'events.csv.gz',
    format: 'retailrocket',
    test: 'test.csv.gz',
    target: 'next-purchase',
    goals: [
      { metric: 'hr@10', goal: 0.345, published: [{ name: 'KG-Mber', value: 0.0915 }] },
      { metric: 'ndcg@10', goal: 0.245, published: [{ name: 'KG-Mber', value: 0.0517 }] },
    ],
    remark:
      'The test part has one purchase of each buyer. The cut-off of the published figures is a guess. No training event exists for 9.7 % of the test items.',
  },
  diginetica: {
    ...SESSIONS,
    title: 'Diginetica sessions',
    folder: 'diginetica-sessions',
    goals: [
      {
        metric: 'p@20',
        goal: 0.56,
        published: [
          { name: 'Mssen', value: 0.552 },
          { name: 'GCE-GNN', value: 0.542 },
          { name: 'SR-GNN', value: 0.507 },
        ],
      },
      {
        metric: 'mrr@20',
        goal: 0.202,
        published: [
          { name: 'Mssen', value: 0.196 },
          { name: 'GCE-GNN', value: 0.19 },
          { name: 'SR-GNN', value: 0.176 },
        ],
      },
    ],
  },
  tmall: {
    ...SESSIONS,
    title: 'Tmall sessions',
    folder: 'tmall-sessions',
    goals: [
      {
        metric: 'p@20',
        goal: 0.51,
        published: [
          { name: 'GraphFine', value: 0.485 },
          { name: 'COTREC', value: 0.364 },
          { name: 'GCE-GNN', value: 0.334 },
        ],
      },
      {
        metric: 'mrr@20',
        goal: 0.23,
        published: [
          { name: 'GraphFine', value: 0.215 },
          { name: 'COTREC', value: 0.18 },
          { name: 'GCE-GNN', value: 0.154 },
        ],
      },
    ],
  },
} as const satisfies Readonly<Record<string, BenchSet>>;

export type SetName = keyof typeof SETS;
export const SET_NAMES = Object.keys(SETS) as SetName[];
export const setOf = (name: SetName): BenchSet => SETS[name];
