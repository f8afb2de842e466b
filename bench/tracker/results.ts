import path from 'node:path';
import { root } from '../aisleCli.js';
import { mergeSuite, type Occasion, type Spread } from '../results.js';
import type { RivalTrackerName } from './rivalTracker.js';

/** docs/benchmarks/tracker.json; the benchmark and each suite of faults replace their own part. */
export interface TrackerResults {
  occasions?: Record<string, Occasion & { readonly rivals?: Readonly<Record<string, string>> }>;
  /** All work on the page's main thread, in milliseconds of processor time, by variant. */
  mainThreadMsPerEvent?: Record<string, number> & Partial<Record<'aisle' | RivalTrackerName, number>>;
  /** Until the call returned, milliseconds. */
  callMs?: Record<string, Spread>;
  /** Acknowledged, one after the other. */
  durableEventsPerSecond?: number;
  durableEventsPerSecondFourAtOnce?: number;
  /** As the browser counts what IndexedDB takes, index and log included. */
  bytesPerEvent?: number;
  jsonBytesPerEvent?: number;
  sizesGzip?: Readonly<Record<'tracker' | 'ga4Page', number>>;
  /** Parts of `ga4Page` that there is no file of. */
  missingOfGa4Page?: readonly string[];
  kills?: { readonly runs: number; readonly acknowledgedLost: number; readonly tornRecords: number };
  /** Two events each. */
  departures?: { readonly runs: number; readonly lost: number; readonly losses: readonly string[] };
  fuzz?: { readonly inputs: number; readonly uncaught: number };
}

const file = path.join(root, 'docs/benchmarks/tracker.json');

export const mergeResults = (
  suite: string,
  occasion: NonNullable<TrackerResults['occasions']>[string],
  part: TrackerResults,
) => mergeSuite<TrackerResults>(file, suite, occasion, part);
