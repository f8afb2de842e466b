import type { RivalName } from './rival.js';

/** What the page asks of measureWorker.ts. */
export interface MeasureRequest {
  readonly engine: 'light' | 'wasm' | 'webgpu' | RivalName;
  readonly manifestUrl: string;
  /** For each figure; eight samples are taken at least. */
  readonly budgetMs: number;
  /** bench/engine/floor.ts compiled, where the floor is to be measured too. */
  readonly floorWasm?: Uint8Array;
}

export interface Times {
  readonly firstMs: number;
  readonly samplesMs: readonly number[];
}

export interface MeasureReply {
  /** The twenty best of the catalogue after a new event. */
  readonly top: Times;
  /** By length of the list. */
  readonly rerank: Readonly<Record<number, Times>>;
  /** Of the scores of the twenty best, to the light tier's. */
  readonly largestDifference: number;
  /** What one request for the twenty best asked of the GPU. */
  readonly gpu?: Readonly<Record<'dispatches' | 'submits' | 'maps' | 'readBytes', number>>;
  /** One reading of the item table's bytes. */
  readonly floor?: Times;
}
