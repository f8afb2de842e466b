import path from 'node:path';
import { root } from '../project.js';
import { mergeSuite, type RunInfo, readSuites } from '../results.js';

/** Bytes that a browser downloaded for one step, with headers, and the time. */
export interface Transfer {
  readonly bytes: number;
  readonly ms: number;
}

export type Step = 'full' | 'none' | 'delta1' | 'nextDay';

/** Figures of a release and of the releases of the next day, all measured on later events. */
export interface Retraining {
  readonly items: number;
  readonly newItems: number;
  readonly changedItems: number;
  readonly testExamples: number;
  /** NDCG@10 on the same examples: the first release, `--from`, `--from --refresh-encoder`, and trained from scratch. */
  readonly ndcg: Readonly<Record<'before' | 'continued' | 'refreshed' | 'full', number>>;
  readonly trainMinutes: Readonly<Record<'continued' | 'refreshed' | 'full', number>>;
  readonly bytes: Readonly<Record<'full' | 'none' | 'nextDay' | 'refreshed', number>>;
}

/** docs/benchmarks/sync.json. The benchmark and each suite of `test:long` replace their own part. */
export interface SyncResults {
  runs?: Record<string, RunInfo>;
  /** By size of the catalogue. */
  bytes?: Readonly<Record<string, Partial<Record<Step, number>>>>;
  ms?: Readonly<Record<string, Partial<Record<Step, number>>>>;
  /** Shares of items that a day of RetailRocket changed and added. The synthetic catalogues change as much. */
  day?: { readonly changed: number; readonly added: number };
  /** From `retraining`: RetailRocket if it was trained, otherwise the example shop. */
  ndcg?: Retraining['ndcg'];
  retraining?: Readonly<Record<string, Retraining>>;
  faults?: { readonly tried: number; readonly wrongWeightsUsed: number };
  /** Number of malformed inputs by kind and outcome: the error code, or `accepted`. */
  fuzz?: Readonly<Record<'manifest' | 'pointer' | 'delta', Readonly<Record<string, number>>>>;
}

const file = path.join(root, 'docs/benchmarks/sync.json');

export const readSyncResults = () => readSuites<SyncResults>(file);

export const mergeSyncResults = (suite: string, run: RunInfo, part: SyncResults) =>
  mergeSuite<SyncResults>(file, suite, run, part);
