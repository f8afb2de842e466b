import type { RivalName } from './rival.js';

/** A request of the page to measureWorker.ts. */
export interface MeasureRequest {
  readonly engine: 'light' | 'wasm' | 'webgpu' | RivalName;
  readonly manifestUrl: string;
  /** Time for each figure. At least eight samples are taken. */
  readonly budgetMs: number;
  /** bench/engine/floor.ts, compiled. Without it, the floor is not measured. */
  readonly floorWasm?: Uint8Array;
}

export interface Times {
  readonly firstMs: number;
  readonly samplesMs: readonly number[];
}

export interface MeasureReply {
  /** The 20 best of the catalogue after a new event. */
  readonly top: Times;
  /** By length of the list. */
  readonly rerank: Readonly<Record<number, Times>>;
  /** Largest difference between a score of the 20 best and the score by the light tier. */
  readonly largestDifference: number;
  /** GPU calls of one request for the 20 best. */
  readonly gpu?: Readonly<Record<'dispatches' | 'submits' | 'maps' | 'readBytes', number>>;
  /** One read of the bytes of the item matrix. */
  readonly floor?: Times;
}
