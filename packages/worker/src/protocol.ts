import type { Arm, PlainError, TrackedEvent } from '@aisle/core';
import type { HistoryCursor, StoredEvents } from '@aisle/store';
import type { NetworkKind } from '@aisle/weights';
import type { Tier, TierChoice } from './tier.js';

/**
 * The data that crosses the worker line: plain data and typed arrays, never a tensor or a function. Requests and
 * replies of a decision stand in its file (`engine/decisions/`). Failures cross as PlainError. A cached page script may
 * meet a newer worker file, so the handshake compares PROTOCOL_VERSION.
 */
export const PROTOCOL_VERSION = 10;

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
  readonly persist: boolean;
  /** The part of devices whose lists stay as they are, 0 to 1. */
  readonly holdoutShare: number;
}

/** Why a list was not ranked, or nothing was predicted. */
export type EngineReason = 'cold-start' | 'no-model' | 'unknown-items';

/** What the page knows of the device and a worker may not. */
export interface DeviceHints {
  /** The shopper asked the browser to save data, or the battery runs low. */
  readonly saveResources: boolean;
}

/** A question about the history as the page knows it. */
export interface HistoryRequest {
  /** The latest event that the page knows of; the answer takes it into account. Absent where none was stored. */
  readonly cursor: HistoryCursor | undefined;
  /** The history itself, where the page keeps it in its memory. */
  readonly history: StoredEvents | undefined;
  /**
   * How many notices the page has sent to this worker. Calls and notices have two ports, which have no common order:
   * the engine answers when it has received so many, so that a request after an erase never sees the erased history.
   */
  readonly noticesSent: number;
}

/** What the page reports to the engine without waiting for a reply. */
export type Notice =
  /** An event that this page stored, so that the history advances without reading the database. */
  | { readonly kind: 'advance'; readonly event: TrackedEvent; readonly cursor: HistoryCursor }
  /** The history was erased, here or in another tab. */
  | { readonly kind: 'forget' }
  /** The worker is about to be terminated: the engine ends its work, then sends a StoppedNotice back. */
  | { readonly kind: 'shutDown' };

/** A notice as it is sent: with its place among all that the worker is sent, counted from 1. */
export type NumberedNotice = Notice & { readonly number: number };

/** The engine holds no history and reads, requests and writes nothing any more. */
export interface StoppedNotice {
  readonly kind: 'stopped';
}

/** What answered; the same in every reply. */
export interface Provenance {
  readonly release: string | undefined;
  readonly tier: Tier | undefined;
  /** Of the history that was asked about. */
  readonly historyId: string | undefined;
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

/** What came of the results of one arm, as the shopper's events on this device tell. */
export interface OutcomeCounts {
  /** Results that a `view_item_list` names. */
  readonly shown: number;
  /** Items that a `select_item`, `view_item` or `add_to_cart` names with a result, each once for each result. */
  readonly clicked: number;
  /**
   * Items of purchases that had been clicked in a result before, each once for each purchase; the latest click tells
   * the arm.
   */
  readonly purchased: number;
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
