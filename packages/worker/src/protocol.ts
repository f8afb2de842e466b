import type { Arm, PlainError, TrackedEvent } from '@aisle/core';
import type { Position, StoredEvents } from '@aisle/store';
import type { NetworkKind } from '@aisle/weights';

/**
 * Everything that crosses the worker line: plain data and typed arrays, never a tensor or a function. Failures cross as
 * PlainError. A cached page script may meet a newer worker file, so the handshake compares PROTOCOL_VERSION.
 */
export const PROTOCOL_VERSION = 7;

/** What runs the model: programs on the GPU, WebAssembly, or plain arrays. */
export type Tier = 'webgpu' | 'wasm' | 'light';

/**
 * `auto` answers on the light tier, and ranks a large catalogue on a faster one where a measurement on this device finds
 * one. A named tier is tried first, then those below it.
 */
export type TierChoice = 'auto' | Tier;

export interface EngineOptions {
  readonly namespace: string;
  /** Of a channel's pointer or of a manifest; absolute. */
  readonly manifestUrl: string;
  /** Ed25519, base64url. */
  readonly publicKeys: readonly string[];
  readonly updateIntervalMs: number;
  readonly network: NetworkKind;
  readonly tier: TierChoice;
  /** Whether the release may be kept in Cache Storage. */
  readonly mayStore: boolean;
  /** The part of devices whose lists stay as they are, 0 to 1. */
  readonly holdoutShare: number;
}

/** Why a list was not ranked, or nothing was predicted. */
export type EngineReason = 'cold-start' | 'no-model' | 'unknown-items';

/** What the page knows of the device and a worker may not. */
export interface DeviceHints {
  /** The shopper asked the browser to save data, or the battery runs low. */
  readonly frugal: boolean;
}

/** A question about the history as the page knows it. */
export interface HistoryRequest {
  /** The latest event that the page knows of; the answer takes it into account. Absent where none was stored. */
  readonly position: Position | undefined;
  /** The history itself, where the page keeps it in its memory. */
  readonly history: StoredEvents | undefined;
}

export interface RerankRequest extends HistoryRequest {
  readonly itemIds: readonly string[];
}

/** What answered; the same in every reply. */
export interface Provenance {
  readonly release: string | undefined;
  readonly tier: Tier | undefined;
  /** Of the history that was asked about. */
  readonly epoch: string | undefined;
}

export interface RerankReply extends Provenance {
  /** A permutation of the request's indices, best first; absent where there is a reason not to rank. */
  readonly order?: Uint32Array;
  readonly reason?: EngineReason;
}

export interface RankAheadReply extends Provenance {
  /** The best of the catalogue, as `encodeRanking` of core writes it; absent where there is a reason not to rank. */
  readonly ranking?: string;
  readonly reason?: EngineReason;
}

export interface PredictRequest extends HistoryRequest {
  readonly k: number;
  readonly candidates?: readonly string[];
  readonly exclude?: readonly string[];
  /** Leaves out what the history has in the cart, and what it has as bought. */
  readonly excludeCart?: boolean;
  readonly excludePurchased?: boolean;
  /** Absolute. Its records come with the items; it is fetched whatever the history holds. */
  readonly catalogueUrl?: string;
}

/** An entry of a shop's catalogue file: the fields that are named here checked, all others as the file has them. */
export interface CatalogueItem {
  readonly item_id: string;
  readonly item_name?: string;
  readonly item_brand?: string;
  readonly item_category?: string;
  readonly price?: number;
  /** ISO 4217; the entry's own, or the file's. */
  readonly currency?: string;
  /** URLs, absolute or relative to the page. */
  readonly image?: string;
  readonly url?: string;
  /** False: never predicted. */
  readonly in_stock?: boolean;
  readonly [field: string]: unknown;
}

export interface PredictReply extends Provenance {
  /** Highest score (logit) first. */
  readonly items: readonly { readonly item_id: string; readonly score: number; readonly product?: CatalogueItem | undefined }[];
  readonly reason?: EngineReason;
}

/** What came of the results of one arm, as the shopper's events on this device tell. */
export interface OutcomeCounts {
  /** Results that a `view_item_list` names. */
  readonly shown: number;
  /** Items that a `select_item`, `view_item` or `add_to_cart` names with a result, each once for each result. */
  readonly clicked: number;
  /** Items of purchases that had been clicked in a result before, each once for each purchase; the latest click tells the arm. */
  readonly bought: number;
}

export type OutcomesByArm = Readonly<Record<Arm, OutcomeCounts>>;

/** A file that the engine fetched, as the browser's own record of this worker has it. */
export interface EngineRequest {
  readonly url: string;
  /** Bytes on the wire, headers included; 0 from a cache, or from another origin that does not tell. */
  readonly bytes: number;
}

export interface EngineStatus {
  /** Every request that the worker made: the release's files and chunks of its own. The page asked for its script. */
  readonly requests: readonly EngineRequest[];
  /** What ranks lists. */
  readonly tier: Tier | undefined;
  /** What ranks the whole catalogue. */
  readonly catalogueTier: Tier | undefined;
  /** The GPU as the browser names it, where one of the two is webgpu. */
  readonly adapter: string | undefined;
  readonly release: string | undefined;
  /** Whether a key that the page pins has signed the release. */
  readonly signed: boolean | undefined;
  /** Where a pointer told of it. */
  readonly channel: string | undefined;
  /** Why the latest release or a faster tier is not in use. */
  readonly problems: readonly PlainError[];
}

/** The engine as the client calls it. Every method may throw a PlainError. */
export interface EngineApi {
  /** First call: compares versions and starts loading, without waiting for it. */
  start(protocolVersion: number, options: EngineOptions): Promise<void>;
  /** Answers at once: a worker that does not is dead or stuck. */
  ping(): Promise<void>;
  /** Resolves when the model can answer, or is known to be missing. */
  whenReady(): Promise<EngineStatus>;
  /** Resolves when the release that the manifest names now is in use, or is known not to be usable. */
  whenUpdated(): Promise<EngineStatus>;
  /** Measures, once, what ranks the whole catalogue fastest, where the tier is `auto`; resolves when that is settled. */
  calibrate(device: DeviceHints): Promise<EngineStatus>;
  /** An event that this page stored, so that the history advances without reading the database. */
  advance(event: TrackedEvent, position: Position): Promise<void>;
  /** The history was erased, here or in another tab. */
  forget(): Promise<void>;
  rerank(request: RerankRequest): Promise<RerankReply>;
  predict(request: PredictRequest): Promise<PredictReply>;
  /** The catalogue in the order of this moment, for lists that are painted before the engine can be asked. */
  rankAhead(request: HistoryRequest): Promise<RankAheadReply>;
  /** Of the whole history. */
  outcomes(request: HistoryRequest): Promise<OutcomesByArm>;
}
