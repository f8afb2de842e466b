import type { Arm, PlainError, TrackedEvent, VisitContext } from '@aisle/core';
import type { HistoryCursor, StoredEvents } from '@aisle/store';
import type { NetworkKind } from '@aisle/weights';
import type { Tier, TierChoice } from './tier.js';

/**
 * The data that crosses the worker boundary: plain data and typed arrays, no tensors or functions. Each decision defines
 * its request and reply in its file (`engine/decisions/`). Errors cross as PlainError. The handshake compares
 * PROTOCOL_VERSION, because a cached page script can start a newer worker file.
 */
export const PROTOCOL_VERSION = 13;

export interface EngineOptions {
  readonly namespace: string;
  /** The absolute URL of a channel's pointer or of a manifest. */
  readonly manifestUrl: string;
  /** Ed25519, base64url. */
  readonly publicKeys: readonly string[];
  readonly updateIntervalMs: number;
  readonly network: NetworkKind;
  readonly tier: TierChoice;
  /** Whether the release may be stored in Cache Storage. */
  readonly persist: boolean;
  /**
   * False before consent: the worker opens no database and no cache, and keeps nothing. Decisions that need a history
   * answer `no-consent`.
   */
  readonly readsHistory: boolean;
  /** The share of devices in the holdout group, 0 to 1. Their lists are not reordered. */
  readonly holdoutShare: number;
  /** The shop's key, if it encrypts the history. It crosses the boundary in memory. */
  readonly historyKey?: CryptoKey | undefined;
}

/**
 * Why a list was not ranked, or nothing was predicted. `no-consent`: the engine may not read the history. `no-head`: the
 * release predicts nothing of this kind. `no-interventions`: the release has no declaration of interventions.
 */
export type EngineReason =
  | 'no-consent'
  | 'cold-start'
  | 'no-model'
  | 'no-head'
  | 'no-interventions'
  | 'download-slow'
  | 'unknown-items';

/** Properties of the device that only the page can read. */
export interface DeviceHints {
  /** The browser's data saver is on, or the battery is low. */
  readonly saveResources: boolean;
}

/** The part of a request that identifies the history. */
export interface HistoryRequest {
  /** The latest event that the page knows of, which the reply includes. Absent if no event was stored. */
  readonly cursor: HistoryCursor | undefined;
  /** The history itself, if the page keeps it in memory. */
  readonly history: StoredEvents | undefined;
  /**
   * The number of notices that the page has sent to this worker. Calls and notices use two ports without a common order.
   * The engine waits for these notices, so that a request after an erase never sees the erased history.
   */
  readonly noticesSent: number;
}

/** A request that can be answered without a history, by what is known of the visit. */
export interface VisitRequest extends HistoryRequest {
  /** Absent unless the shop asks for it. Not kept. */
  readonly visit?: VisitContext;
}

/** A message to the engine without a reply. */
export type Notice =
  /** An event that this page stored, so that the history advances without reading the database. */
  | { readonly kind: 'advance'; readonly event: TrackedEvent; readonly cursor: HistoryCursor }
  /** The history was erased, here or in another tab. */
  | { readonly kind: 'forget' }
  /** The page will terminate the worker. The engine ends its work, then sends a StoppedNotice. */
  | { readonly kind: 'shutDown' };

/** A notice with its number, counted from 1 for each worker. */
export type NumberedNotice = Notice & { readonly number: number };

/** The engine holds no history any more, and has ended all reads, requests and writes. */
export interface StoppedNotice {
  readonly kind: 'stopped';
}

/** The release, tier and history of a reply. */
export interface Provenance {
  readonly release: string | undefined;
  readonly tier: Tier | undefined;
  /** The id of the history that the reply is about. */
  readonly historyId: string | undefined;
}

/** An entry of a shop's catalogue file. The fields listed here are validated; other fields pass through. */
export interface CatalogueItem {
  readonly item_id: string;
  readonly item_name?: string;
  readonly item_brand?: string;
  readonly item_category?: string;
  readonly price?: number;
  /** ISO 4217; from the entry, or from the file. */
  readonly currency?: string;
  /** URLs, absolute or relative to the page. */
  readonly image?: string;
  readonly url?: string;
  /** If false, the item is never predicted. */
  readonly in_stock?: boolean;
  readonly [field: string]: unknown;
}

/** The outcomes of one arm's results, counted from the shopper's events on this device. */
export interface OutcomeCounts {
  /** Results with a `view_item_list` event. */
  readonly shown: number;
  /** Items with a `select_item`, `view_item` or `add_to_cart` event that names a result, each once for each result. */
  readonly clicked: number;
  /**
   * Purchased items that were clicked in a result before, each once for each purchase. The latest click determines the
   * arm.
   */
  readonly purchased: number;
}

export type OutcomesByArm = Readonly<Record<Arm, OutcomeCounts>>;

/** A file that the engine fetched, from the worker's Resource Timing entries. */
export interface EngineRequest {
  readonly url: string;
  /** Transferred bytes with headers; 0 from a cache, or from another origin without Timing-Allow-Origin. */
  readonly bytes: number;
}

export interface EngineStatus {
  /** The worker's requests: files of the release and chunks of the worker. The page requested its script. */
  readonly requests: readonly EngineRequest[];
  /** The tier that ranks lists. */
  readonly tier: Tier | undefined;
  /** The tier that ranks all items of the release. */
  readonly catalogueTier: Tier | undefined;
  /** The browser's name of the GPU, if one of the two tiers is webgpu. */
  readonly adapter: string | undefined;
  readonly release: string | undefined;
  /** Whether a pinned key signed the release. */
  readonly signed: boolean | undefined;
  /** The channel, if the release came from a pointer. */
  readonly channel: string | undefined;
  /** Why the latest release or a faster tier is not in use, oldest first. */
  readonly problems: readonly PlainError[];
}
