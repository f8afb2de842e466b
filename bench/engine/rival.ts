import type { Features, TrainedModel } from '@aisle/model';

/** Another library that computes the scores of the network. */
export interface Rival {
  /**
   * @param features of a full window
   * @param rows of the items to score; default all
   * @returns float32 [rows.length or itemCount + 1]
   */
  score(features: Features, rows?: Int32Array): Promise<Float32Array>;
  dispose(): void;
}

/** Exports of bench/rivals/rivals.ts. */
export interface Rivals {
  readonly openRival: (name: RivalName, model: TrainedModel) => Promise<Rival>;
}

export const RIVAL_NAMES = ['tfjs-wasm', 'tfjs-cpu', 'tfjs-webgpu', 'ort-wasm'] as const;
export type RivalName = (typeof RIVAL_NAMES)[number];
