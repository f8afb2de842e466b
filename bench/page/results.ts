import path from 'node:path';
import { root } from '../project.js';
import { mergeSuite, type RunInfo } from '../results.js';

/** Figures of a visit, as medians of all visits unless a field says otherwise. */
export interface PageFigures {
  /** Cumulative layout shift of the worst page in all visits. */
  readonly layoutShift: number;
  /** Main-thread tasks of more than 50 ms, also those of the browser and the shop. */
  readonly longTasks: number;
  /** Slowest time from a click to the next frame. */
  readonly inpMs: number;
  /** Time of all long tasks, less 50 ms for each. */
  readonly tbtMs: number;
  /** Processor time of the main thread. */
  readonly mainThreadMs: number;
}

export interface PageFiguresWithAisle extends PageFigures {
  /** Share of the lists that were ranked at their first paint, on pages that follow a page with an event. */
  readonly rerankedShare: number;
  /** Cards that were painted on screen and later changed their place or words, or vanished, in all visits. */
  readonly visibleChanges: number;
  readonly lists: number;
  /** Processor time of the worker. */
  readonly workerMs: number;
  /** Frames that would not have exceeded 50 ms without the scripts of Aisle. */
  readonly blockingFrames: number;
  /** Longest run of a script of Aisle, in all visits. */
  readonly longestScriptMs: number;
}

export interface Compared {
  readonly with: PageFiguresWithAisle;
  readonly without: PageFigures;
}

export type Shop = 'html' | 'react' | 'next';

/** docs/benchmarks/page.json. Each shop replaces its own part. */
export interface PageResults extends Partial<Record<Shop, Compared>> {
  runs?: Record<string, RunInfo>;
  /** Figures with a four times slower processor. */
  throttled?: Partial<Record<Shop, Compared>>;
}

export const mergePageResults = (suite: string, run: RunInfo, part: PageResults) =>
  mergeSuite<PageResults>(path.join(root, 'docs/benchmarks/page.json'), suite, run, part);
