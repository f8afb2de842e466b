import type { RunInfo } from '../results.js';

export const LOG_KINDS = ['csv', 'jsonl', 'parquet'] as const;
export type LogKind = (typeof LOG_KINDS)[number];

/** Reading one file, in a separate process. */
export interface ReadFigures {
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** Of processor time, all threads together. Other programs that run at the same time hardly change it. */
  readonly rowsPerProcessorSecond: number;
  readonly peakMemoryBytes: number;
}

/** Some steps on a log of ten million events, and all that follows the epochs. */
export interface LargeTraining {
  readonly events: number;
  readonly items: number;
  /** From reading to the finished model. */
  readonly peakMemoryBytes: number;
  /** Actions in the steps. */
  readonly eventsPerSecond: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Extrapolated from `steps`. */
  readonly minutesPerEpoch: number;
  readonly processorMinutesPerEpoch: number;
  /** Counting, fitting the score and the relations. */
  readonly minutesAfterEpochs: number;
  readonly processorMinutesAfterEpochs: number;
  /** Validation examples that the score was fitted on. */
  readonly validationExamples: number;
}

/** The network in one library. */
export interface Rival {
  readonly eventsPerSecond: number;
  /** Of one core. Other programs that run at the same time hardly change it. */
  readonly eventsPerProcessorSecond: number;
  readonly 'ndcg@10'?: number;
}

/** docs/benchmarks/training.json. Each suite writes its own fields. */
export interface TrainingResults {
  runs?: Record<string, RunInfo>;
  readonly read?: Partial<Record<LogKind, Readonly<Record<string, ReadFigures>>>>;
  /** The same file, read in turns by this build and by an earlier one. */
  readonly readBefore?: { readonly build: string; readonly rows: number } & Record<
    'before' | 'now',
    Pick<ReadFigures, 'rowsPerSecond' | 'rowsPerProcessorSecond'>
  >;
  readonly train10m?: LargeTraining;
  /** By `bench trainer`: the network in tfjs and in PyTorch. */
  readonly rivals?: Readonly<Record<'tfjs' | 'pytorch', Rival>> & { readonly epochs: number };
  /** A training on several workers that was killed and resumed. */
  readonly ray?: {
    readonly workers: number;
    readonly resumed: number;
    readonly identical: boolean;
    readonly epochs: number;
    readonly data: string;
  };
  /** The release of a network from PyTorch: largest difference of a score, and golden histories with the same best 20. */
  readonly import?: { readonly maxAbsoluteDifference: number; readonly sameTop20: string };
  /** Counting in SQL, by engine. */
  readonly sql?: Readonly<
    Record<
      string,
      {
        readonly rows: number;
        readonly seconds: number;
        readonly identical: boolean | string;
        /** By log that was compared with the trainer's counts. */
        readonly comparisons?: Readonly<Record<string, object>>;
      }
    >
  >;
}
