import type { RunInfo, Spread } from '../results.js';

/** docs/benchmarks/compare.json */
export interface Comparison extends RunInfo {
  /** Name of the earlier build. */
  readonly before: string;
  /** `rerank()` of 100 items right after an event, as the page sees it. */
  readonly rerank100Ms: Readonly<Record<string, Spread>>;
  /** An empty call to an idle worker through Comlink, right after an event. */
  readonly emptyComlinkCallMs: Spread;
  /** Processor time of the main thread for one event. The time of the same timers without a tracker is subtracted. */
  readonly mainThreadMsPerEvent: Readonly<Record<string, number>>;
  readonly callMs: Readonly<Record<string, Spread>>;
  readonly sizesGzip: Readonly<Record<string, { readonly bytes: number; readonly limitBytes: number }>>;
}
