import path from 'node:path';
import { root } from '../project.js';
import { mergeSuite, type RunInfo } from '../results.js';

/** The same pages with Aisle and without, medians of visits where not said otherwise. */
export interface PageFigures {
  /** Cumulative, worst page of all visits. */
  readonly layoutShift: number;
  /** Tasks of more than 50 ms on the main thread, a visit: the browser's own and the shop's as well. */
  readonly longTasks: number;
  /** From a click to the next frame, the slowest of a visit. */
  readonly inpMs: number;
  /** What long tasks take beyond 50 ms each, a visit. */
  readonly tbtMs: number;
  /** What the main thread computes, a visit. */
  readonly mainThreadMs: number;
}

export interface PageFiguresWithAisle extends PageFigures {
  /** Of the lists shown from the third page of a visit on, the part that was in Aisle's order when it was painted first. */
  readonly rerankedShare: number;
  /** Cards that were painted on screen and changed place, words or were gone, in all visits. */
  readonly visibleChanges: number;
  readonly lists: number;
  /** What the worker computes, a visit. */
  readonly workerMs: number;
  /** Frames, a visit, that keep the shopper waiting and would not without Aisle's scripts. */
  readonly blockingFrames: number;
  /** The longest that a script of Aisle's ran at a time, in all visits. */
  readonly longestScriptMs: number;
}

export interface Compared {
  readonly with: PageFiguresWithAisle;
  readonly without: PageFigures;
}

export type Shop = 'html' | 'react' | 'next';

/** docs/benchmarks/page.json; each shop replaces its own part. */
export interface PageResults extends Partial<Record<Shop, Compared>> {
  runs?: Record<string, RunInfo>;
  /** The same with the processor slowed down four times. */
  throttled?: Partial<Record<Shop, Compared>>;
}

export const mergePageResults = (suite: string, occasion: RunInfo, part: PageResults) =>
  mergeSuite<PageResults>(path.join(root, 'docs/benchmarks/page.json'), suite, occasion, part);
