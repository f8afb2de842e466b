import type { Metric } from './metric.js';

/** What was published, or another figure to hold ours against. */
interface Goal {
  readonly metric: Metric;
  /** Fractions of 1. */
  readonly goal: number;
  /** Best first. */
  readonly published: readonly { readonly name: string; readonly value: number }[];
}

/** A public set and the numbers to reach on it. How the model is made is no part of this: it is the same for all. */
export interface BenchSet {
  readonly title: string;
  /** Relative to the data folder. */
  readonly folder: string;
  readonly data: string;
  readonly format: string;
  readonly test?: string;
  readonly catalogue?: string;
  /** What is asked, where the set asks for something else than its log suggests. */
  readonly target?: 'next-item' | 'next-purchase';
  readonly goals: readonly Goal[];
  /** What a reader must know to compare. */
  readonly remark: string;
}

const AMAZON = {
  folder: 'amazon-2014-5core',
  format: 'sequences',
  remark: 'Leave-one-out, items of the history left out of the ranking.',
} as const;
const SESSIONS = {
  data: 'train_sessions.txt.gz',
  format: 'sessions',
  test: 'test_prefix_label.tsv.gz',
  remark: 'Every prefix of the test sessions, items of the history kept in the ranking. Figures in percent.',
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
        goal: 0.105,
        published: [
          { name: 'BSARec', value: 0.1008 },
          { name: 'SASRec, sampled softmax', value: 0.0921 },
          { name: 'TIGER', value: 0.0648 },
        ],
      },
      {
        metric: 'ndcg@10',
        goal: 0.063,
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
      { metric: 'hr@10', goal: 0.118, published: [{ name: 'SASRec, sampled softmax', value: 0.097 }] },
      { metric: 'ndcg@10', goal: 0.074, published: [{ name: 'SASRec, sampled softmax', value: 0.058 }] },
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
      { metric: 'hr@10', goal: 0.095, published: [{ name: 'KG-Mber', value: 0.0915 }] },
      { metric: 'ndcg@10', goal: 0.054, published: [{ name: 'KG-Mber', value: 0.0517 }] },
    ],
    remark:
      'One held-out purchase of each buyer. The cut-off of the published figures is a guess; 9.7 % of the test items have no training event.',
  },
  diginetica: {
    ...SESSIONS,
    title: 'Diginetica sessions',
    folder: 'diginetica-sessions',
    goals: [
      {
        metric: 'p@20',
        goal: 0.55,
        published: [
          { name: 'Mssen', value: 0.552 },
          { name: 'GCE-GNN', value: 0.542 },
          { name: 'SR-GNN', value: 0.507 },
        ],
      },
      {
        metric: 'mrr@20',
        goal: 0.195,
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
        goal: 0.4,
        published: [
          { name: 'GraphFine', value: 0.485 },
          { name: 'COTREC', value: 0.364 },
          { name: 'GCE-GNN', value: 0.334 },
        ],
      },
      {
        metric: 'mrr@20',
        goal: 0.2,
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
