import type { ModelConfig } from '../config.js';
import type { ItemAttributes } from './itemAttributes.js';
import type { Example, TrainingHistory } from './split.js';

export interface FitOptions {
  readonly config: ModelConfig;
  readonly attributes?: ItemAttributes | undefined;
  readonly training: readonly TrainingHistory[];
  readonly validation: readonly Example[];
  /** Whether the ranking in validation excludes items of the history. */
  readonly maskHistory: boolean;
  readonly epochs: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly dropoutRate: number;
  readonly positionsPerBatch: number;
  readonly negativesPerBatch: number;
  /** Training stops if validation has not improved for this many epochs. */
  readonly patienceEpochs: number;
  /**
   * [itemCount + 1], 1 for the items whose vectors are learned. All else stays as it is, with encoder and biases.
   * Without it, everything is learned. It excludes `attributes`, because items share them.
   */
  readonly learnedRows?: Uint8Array | undefined;
}

export const DEFAULT_FIT = {
  epochs: 40,
  learningRate: 3e-3,
  weightDecay: 0,
  dropoutRate: 0.5,
  positionsPerBatch: 2048,
  negativesPerBatch: 1024,
  patienceEpochs: 12,
} as const;
