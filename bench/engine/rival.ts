import type { Features, TrainedModel } from '@aisle/model';

/** Another way to compute the network's scores of the same release. */
export interface Rival {
  /**
   * @param features of a whole context
   * @param rows to score; absent means all
   * @returns float32 [rows.length or itemCount + 1]
   */
  score(features: Features, rows?: Int32Array): Promise<Float32Array>;
  dispose(): void;
}

/** What bench/rivals/rivals.ts exports. */
export interface Rivals {
  readonly openRival: (name: RivalName, model: TrainedModel) => Promise<Rival>;
}

export const RIVAL_NAMES = ['tfjs-wasm', 'tfjs-cpu', 'tfjs-webgpu', 'ort-wasm'] as const;
export type RivalName = (typeof RIVAL_NAMES)[number];
