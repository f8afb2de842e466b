import path from 'node:path';
import { root } from '../project.js';
import { mergeSuite, type RunInfo, readSuites } from '../results.js';

/** What a browser loaded for one step, on the wire with its headers, and how long that took. */
export interface Transfer {
  readonly bytes: number;
  readonly ms: number;
}

export type Step = 'full' | 'none' | 'delta1' | 'nextDay';

/** A shop's release, the one of the next day, and what they answer about the time after both. */
export interface Retraining {
  readonly items: number;
  readonly newItems: number;
  readonly changedItems: number;
  readonly testExamples: number;
  /** NDCG@10 on the same examples: the release before, the one that goes on from it, with a refreshed encoder, all anew. */
  readonly ndcg: Readonly<Record<'before' | 'continued' | 'refreshed' | 'full', number>>;
  readonly trainMinutes: Readonly<Record<'continued' | 'refreshed' | 'full', number>>;
  readonly bytes: Readonly<Record<'full' | 'none' | 'nextDay' | 'refreshed', number>>;
}

/** docs/benchmarks/sync.json; the benchmark and the suite of faults replace their own part. */
export interface SyncResults {
  runs?: Record<string, RunInfo>;
  /** By size of the catalogue. */
  bytes?: Readonly<Record<string, Partial<Record<Step, number>>>>;
  ms?: Readonly<Record<string, Partial<Record<Step, number>>>>;
  /** What a day changed and added, as shares of the items: RetailRocket's, which the catalogues above are given. */
  day?: { readonly changed: number; readonly added: number };
  /** As in `retraining`: RetailRocket's where it was trained, else the shop's. */
  ndcg?: Retraining['ndcg'];
  retraining?: Readonly<Record<string, Retraining>>;
  faults?: { readonly tried: number; readonly wrongWeightsUsed: number };
  /** Inputs by what reads them and how it ended: the code of the refusal, or `accepted`. */
  fuzz?: Readonly<Record<'manifest' | 'pointer' | 'delta', Readonly<Record<string, number>>>>;
}

const file = path.join(root, 'docs/benchmarks/sync.json');

export const readSyncResults = () => readSuites<SyncResults>(file);

export const mergeSyncResults = (suite: string, occasion: RunInfo, part: SyncResults) =>
  mergeSuite<SyncResults>(file, suite, occasion, part);
