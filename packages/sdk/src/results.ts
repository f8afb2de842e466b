import type { AisleError, Arm } from '@aisle/core';
import type { AutomationPolicy, AutomationSignal, Consent, ConsentTrace, StorageKind } from '@aisle/tracker';
import type { CatalogueItem, EngineReason, EngineRequest, OutcomesByArm, Tier, WorkerState } from '@aisle/worker';

/** Lists with `data-aisle-list` that this page has painted. */
export interface ListCounts {
  readonly shown: number;
  /** Of those, the ones that were in Aisle's order when they were painted first. */
  readonly ranked: number;
}

/** Why a list came back in its input order, or nothing was predicted. */
export type Reason =
  | EngineReason
  /** The shopper has not agreed. */
  | 'no-consent'
  /** The device is in the holdout (`holdoutShare`). */
  | 'holdout'
  /** The deadline passed first. */
  | 'timeout'
  /** The worker cannot run on this page, or died and could not be started again. */
  | 'worker-unavailable'
  /** The call's own AbortSignal ended it. */
  | 'aborted'
  /** `items` was no list of ids or of objects with an item_id. */
  | 'invalid-items'
  /** `rerankNow` alone: no page has left a ranking so far. */
  | 'no-ranking'
  /** The catalogue could not be fetched or read; `status().lastError` says why. */
  | 'no-catalogue-file'
  /** `dispose()` was called. */
  | 'disposed'
  /** The engine met an error; `status().lastError` says which. */
  | 'engine-failed';

export interface RerankResult<T> {
  /** Exactly the items that were given, best first if `ranked`, else in the order given. */
  readonly items: T[];
  readonly ranked: boolean;
  /** For events that come of this list (`result_id`). Random, behind its arm: `p-…`, `h-…`, `u-…` where that is not known. */
  readonly resultId: string;
  readonly reason?: Reason;
  /** Which release and tier answered. */
  readonly release?: string;
  readonly tier?: Tier;
  /** From the call to its settling, as the page saw it. */
  readonly durationMs: number;
}

export interface Prediction {
  readonly item_id: string;
  /** A logit: comparable within one answer. */
  readonly score: number;
  /** The catalogue's record, where the call named one. */
  readonly product?: CatalogueItem | undefined;
}

export interface PredictResult {
  /** Likeliest next purchases first; empty where there is a reason. */
  readonly items: Prediction[];
  readonly resultId: string;
  readonly reason?: Reason;
  readonly release?: string;
  readonly tier?: Tier;
  readonly durationMs: number;
}

/** What is recorded on this page, and why not. */
export interface RecordingStatus {
  readonly consent: Consent;
  /** What each input of consent says, `setConsent` being one where it was called. The most restrictive counts. */
  readonly consentTrace: readonly ConsentTrace[];
  /** By name. */
  readonly plugins: readonly string[];
  /** Whether a program seems to make this visit, by which sign, and whether that keeps events out of the history. */
  readonly automation: {
    readonly detected: boolean;
    readonly signal: AutomationSignal | undefined;
    readonly policy: AutomationPolicy;
    readonly ignoring: boolean;
  };
  /** Where this page's history is: on the device under a yes, in memory where there is no leave yet or no room. */
  readonly storage: StorageKind;
  /** Events on this device; undefined before consent, when nobody looks. */
  readonly storedEvents: number | undefined;
  readonly lastError: AisleError | undefined;
}

/** What came of the results that this device's history names, by arm: all of its own, where the arm never changed. */
export interface Outcomes extends OutcomesByArm {
  readonly arm: Arm | undefined;
}

/** What Aisle is doing on this page. A new object after every change. */
export interface Status extends RecordingStatus {
  readonly worker: WorkerState;
  /** What ranks lists. */
  readonly tier: Tier | undefined;
  /** What ranks the whole catalogue, for `predict` without candidates. */
  readonly catalogueTier: Tier | undefined;
  readonly adapter: string | undefined;
  readonly release: string | undefined;
  /** Whether a key that the page pins has signed the release; undefined while there is none. */
  readonly signed: boolean | undefined;
  /** The channel whose pointer named it; undefined where the page names a manifest. */
  readonly channel: string | undefined;
  /** Of the script tag: how many lists were in Aisle's order when they were painted first. */
  readonly lists: ListCounts | undefined;
  /** Undefined where there is no leave to keep a history, and until the history is open. */
  readonly arm: Arm | undefined;
  /** Undefined without consent, and until the worker has counted. */
  readonly outcomes: Outcomes | undefined;
  /** Every request that the engine made from this page, as the browser recorded them inside the worker; its script was the page's. */
  readonly requests: readonly EngineRequest[];
}
