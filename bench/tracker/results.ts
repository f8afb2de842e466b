import path from 'node:path';
import { root } from '../project.js';
import { mergeSuite, type RunInfo, type Spread } from '../results.js';
import type { RivalTrackerName } from './rivalTracker.js';

/** docs/benchmarks/tracker.json. The benchmark and each suite of `test:long` replace their own part. */
export interface TrackerResults {
  runs?: Record<string, RunInfo & { readonly rivals?: Readonly<Record<string, string>> }>;
  /** Milliseconds of processor time on the page's main thread, by variant. */
  mainThreadMsPerEvent?: Record<string, number> & Partial<Record<'aisle' | RivalTrackerName, number>>;
  /** Milliseconds until the call returns. */
  callMs?: Record<string, Spread>;
  /** Acknowledged events per second, one at a time. */
  durableEventsPerSecond?: number;
  durableEventsPerSecondFourAtOnce?: number;
  /** Growth of IndexedDB as the browser counts it, with index and log. */
  bytesPerEvent?: number;
  jsonBytesPerEvent?: number;
  sizesGzip?: Readonly<Record<'tracker' | 'ga4Page', number>>;
  /** Parts of `ga4Page` that were not built. */
  missingOfGa4Page?: readonly string[];
  kills?: { readonly runs: number; readonly acknowledgedLost: number; readonly tornRecords: number };
  /** Pages that were left, with two events each. */
  departures?: { readonly runs: number; readonly lost: number; readonly losses: readonly string[] };
  fuzz?: { readonly inputs: number; readonly uncaught: number };
}

const file = path.join(root, 'docs/benchmarks/tracker.json');

export const mergeResults = (suite: string, run: NonNullable<TrackerResults['runs']>[string], part: TrackerResults) =>
  mergeSuite<TrackerResults>(file, suite, run, part);
