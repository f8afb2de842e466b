import type { AisleError, Arm } from '@aisle/core';
import type { AutomationPolicy, AutomationSignal, Consent, ConsentTrace, StorageKind } from '@aisle/tracker';
import type { CatalogueItem, EngineReason, EngineRequest, OutcomesByArm, Tier, WorkerState } from '@aisle/worker';

/** Counts of the lists with `data-aisle-list` that this page has painted. */
export interface ListCounts {
  readonly shown: number;
  /** How many of them were in Aisle's order at their first paint. */
  readonly ranked: number;
}

/** Why a list has its given order, or nothing was predicted. */
export type Reason =
  | EngineReason
  /** Only from `decide`: a program makes the visit (`status().automation`). */
  | 'automated'
  /** The device is in the holdout (`holdoutShare`). */
  | 'holdout'
  /** The deadline passed before the answer. */
  | 'timeout'
  /** The worker cannot run on this page, or it died and did not restart. */
  | 'worker-unavailable'
  /** The call's AbortSignal aborted it. */
  | 'aborted'
  /** `items` is not a list of ids or of objects with an item_id, or a function that reads it threw. Also for lists in the options of `predict`. */
  | 'invalid-items'
  /** Only from `rerankNow`: a precomputed ranking is not available yet. */
  | 'no-ranking'
  /** The catalogue file could not be fetched or read. `status().lastProblem` has the cause. */
  | 'no-catalogue-file'
  /** `dispose()` was called. */
  | 'disposed'
  /** The engine failed. `status().lastProblem` has the error. */
  | 'engine-failed';

export interface RerankResult<T> {
  /** Exactly the given items: best first if `ranked`, otherwise in the given order. */
  readonly items: T[];
  readonly ranked: boolean;
  /** Set it as `result_id` of events about this list. Random, with the arm as prefix: `p-…`, `h-…`, or `u-…` for an unknown arm. */
  readonly resultId: string;
  readonly reason?: Reason;
  /** The release that answered. */
  readonly release?: string;
  readonly tier?: Tier;
  /** Time from the call to its result, in milliseconds. */
  readonly durationMs: number;
}

export interface Prediction {
  readonly item_id: string;
  /** A logit. Scores of one answer are comparable with each other only. */
  readonly score: number;
  /** From 0 to 1, if the release is calibrated. */
  readonly probability?: number;
  /** The item's entry in the catalogue file, if the call named one. */
  readonly product?: CatalogueItem | undefined;
}

export interface PredictResult {
  /** Most likely first. Empty if there is a reason. */
  readonly items: Prediction[];
  readonly resultId: string;
  readonly reason?: Reason;
  readonly release?: string;
  readonly tier?: Tier;
  readonly durationMs: number;
}

/** What this page records, and why not. */
export interface RecordingStatus {
  readonly consent: Consent;
  /** The signal of each consent input. `setConsent` is one of them once it was called. The most restrictive signal counts. */
  readonly consentTrace: readonly ConsentTrace[];
  /** Names of the running plugins. */
  readonly plugins: readonly string[];
  /** Why plugins record nothing of this page, such as `structured-data: …`. */
  readonly notes: readonly string[];
  /** Whether the visit looks automated, by which signal, and whether Aisle therefore keeps its events out of the history. */
  readonly automation: {
    readonly detected: boolean;
    readonly signal: AutomationSignal | undefined;
    readonly policy: AutomationPolicy;
    readonly ignoring: boolean;
  };
  /** Where this page keeps its history: on the device with consent; in memory before consent (`beforeConsent: 'memory'`) or if storage failed. */
  readonly storage: StorageKind;
  /** Number of events on this device. Undefined before consent, because Aisle does not read the storage then. */
  readonly storedEvents: number | undefined;
  /**
   * How many odd fields were dropped from events of attributes and plugins on this page, by name: `{ price: 2 }`. `items`
   * counts items without an id.
   */
  readonly droppedFields: Readonly<Record<string, number>>;
  readonly lastProblem: AisleError | undefined;
}

/** Outcomes of the results that this device's history names, by arm. All belong to one arm unless the arm has changed. */
export interface Outcomes extends OutcomesByArm {
  readonly arm: Arm | undefined;
}

/** The state of Aisle on this page. A new object after every change. */
export interface Status extends RecordingStatus {
  readonly worker: WorkerState;
  /** The tier that ranks lists. */
  readonly tier: Tier | undefined;
  /** The tier that ranks all items of the release, for `predict` without candidates. */
  readonly catalogueTier: Tier | undefined;
  readonly adapter: string | undefined;
  readonly release: string | undefined;
  /** Whether the release is signed by one of the page's `publicKeys`. Undefined without a release. */
  readonly signed: boolean | undefined;
  /** The channel whose pointer named the release. Undefined if the page names a manifest. */
  readonly channel: string | undefined;
  /** With the script tag: how many lists were painted, and how many of them in Aisle's order. */
  readonly lists: ListCounts | undefined;
  /** Undefined without permission to keep a history, and until the history is open. */
  readonly arm: Arm | undefined;
  /** Undefined without consent, and until the worker has counted. */
  readonly outcomes: Outcomes | undefined;
  /** Every request of the engine for this page, as the worker's resource timing lists them. The page itself requests the worker's script. */
  readonly requests: readonly EngineRequest[];
}
