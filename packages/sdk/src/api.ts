import type { EventInput, TrackedEvent } from '@aisle/core';
import type { DecisionChange, DecisionRow, EraseReceipt } from '@aisle/store';
import type { Plugin, Profile, TrackResult } from '@aisle/tracker';
import type { CatalogueItem } from '@aisle/worker';
import type { DecisionOptions } from './decisions/decision.js';
import type { DecisionQuery, QueryResult } from './decisions/request.js';
import type { PredictResult, RerankResult, Status } from './results.js';

/** An item whose id Aisle can read: the id itself, or an object with an `item_id`. Other items need `itemId`. */
export type Identified = string | number | { readonly item_id: string | number };

/** Options for items whose id Aisle cannot read. */
export type WithItemId<T, Options> = Options & { readonly itemId: (item: T) => string | number };

/** Something that the shop knows about an item and the model does not, such as stock, margin or delivery days. */
export interface Feature<T> {
  readonly name: string;
  /** Any finite number, in a unit of the shop's choice. Never what this shopper would be willing to pay. */
  readonly value: (item: T, index: number) => number;
  /** The logits that one unit of the value adds to the score. Negative if less is better. */
  readonly weight: number;
}

export interface RerankOptions<T> {
  /** After this time, the call resolves with the given order. Milliseconds, default 100. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Reads an item's id. Default: the item itself if it is a string, otherwise its `item_id`. */
  readonly itemId?: (item: T) => string | number;
  /** Items that keep their position, such as sponsored ones. The others are ranked into the remaining positions. */
  readonly pinned?: (item: T, index: number) => boolean;
  /** How much the given order counts: the item at `index` gets `-orderWeight * ln(1 + index)` logits. Default: the release's weight, which is 0 unless its log had clicks in lists. 0: the model alone. */
  readonly orderWeight?: number;
  /** Adds the shop's knowledge of the items to their scores. */
  readonly features?: readonly Feature<T>[];
  /** Logits that an item's score gets in addition, such as for a campaign. */
  readonly boost?: (item: T, index: number) => number;
  /** The list's id. From now on, events with this `item_list_id` get the result's id as `result_id`, until the list gets another result. */
  readonly listId?: string;
}

export type RerankNowOptions<T> = Pick<RerankOptions<T>, 'itemId' | 'listId' | 'pinned'>;

/** Options of every row: of `predict`, `related`, `boughtWith` and `trending`. */
export interface RowOptions {
  /** The number of items. Default 10. */
  readonly k?: number;
  /** Choose among these items only: their ids or objects with an `item_id`, or one of them. Default: all items of the release. */
  readonly candidates?: Identified | Iterable<Identified>;
  /** Never show these items, as for `candidates`. */
  readonly exclude?: Identified | Iterable<Identified>;
  /** At most this many items of one category, unless the row would be too short. Default: half of `k`, rounded up; for `related` and for one category, all. */
  readonly maxPerCategory?: number;
  /**
   * URL of the shop's catalogue file (docs/guides/slots.md), absolute or relative to the page. Predictions then have the
   * file's entry as `product`. Items without an entry and items out of stock are excluded.
   */
  readonly catalogueUrl?: string;
  /** The id of the list that shows the items, as for `rerank`. */
  readonly listId?: string;
  /** Keeps an item if it returns true. Runs on the page. */
  readonly filter?: (itemId: string, product: CatalogueItem | undefined) => boolean;
  /** Milliseconds, default 2,000. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

export interface PredictOptions extends RowOptions {
  /** `for-you`: the next purchases. `carry-on`: items that were viewed and not bought. Default `for-you`. */
  readonly kind?: 'for-you' | 'carry-on';
  /** Never show items that were viewed. Default false: in `for-you`, at most a quarter of the row was viewed. */
  readonly excludeViewed?: boolean;
  /** Never show items in the cart: added, and not removed or purchased since. Reads the latest 1,000 events. Default true. */
  readonly excludeCart?: boolean;
  /** Never show items that were purchased. Reads the latest 1,000 events. Default true. */
  readonly excludePurchased?: boolean;
  /**
   * Also answer for a shopper without a history: by what most shoppers choose, and by what is known of the visit. That is
   * the month, the width of the window, the kind of the referrer (such as `search`, never the address), and `category`, the
   * category of the page. It is never stored or sent from the device. Only for `for-you`. Default false.
   */
  readonly context?: boolean | { readonly category?: string | undefined };
  /** How different the items of the row are: 0 (by score alone) to 1. */
  readonly diversity?: number;
  /** Logits that are added to the scores of items, by item id. */
  readonly boost?: Readonly<Record<string, number>>;
}

export interface TrendingOptions extends RowOptions {
  /** A category path, its beginning, or its last name alone: `Outdoor > Tents`, `Outdoor` or `Tents`. Default: all. */
  readonly category?: string;
}

/** The shopper's data in a portable form. */
export interface HistoryExport {
  readonly schemaVersion: 1;
  readonly exportedAtMs: number;
  readonly namespace: string;
  readonly events: readonly TrackedEvent[];
  /** Offers that were decided on this device, and what was muted. */
  readonly decisions: readonly DecisionRow[];
}

/** What `erase` deleted. */
export interface EraseResult {
  readonly history: EraseReceipt | undefined;
  readonly weightsCacheDeleted: boolean;
}

export interface Aisle {
  /**
   * Stores one event. `stored: true` means that the transaction is complete: the event survives the page, and later
   * rankings include it. Rejects with AisleError `invalid-event` for a malformed event. An unhandled rejection only logs a
   * warning.
   */
  track(event: EventInput): Promise<TrackResult>;
  /** Orders items by how likely the shopper buys them next. Resolves by its deadline; never rejects. */
  rerank<T extends Identified>(items: readonly T[], options?: RerankOptions<T> | null): Promise<RerankResult<T>>;
  rerank<T>(items: readonly T[], options: WithItemId<T, RerankOptions<T>>): Promise<RerankResult<T>>;
  /**
   * Like `rerank`, but synchronous, for a list that is about to be painted. Uses the latest precomputed ranking, of this page
   * or an earlier one. Without a ranking, returns the given order.
   */
  rerankNow<T extends Identified>(items: readonly T[], options?: RerankNowOptions<T> | null): RerankResult<T>;
  rerankNow<T>(items: readonly T[], options: WithItemId<T, RerankNowOptions<T>>): RerankResult<T>;
  /** Predicts the next purchases. Resolves by its deadline; never rejects. */
  predict(options?: PredictOptions | null): Promise<PredictResult>;
  /** Items that shoppers consider instead of this one. Reads no history. Resolves by its deadline; never rejects. */
  related(item: Identified, options?: RowOptions | null): Promise<PredictResult>;
  /** Items that shoppers buy together with these, such as with the cart. As `related`. An empty list gives an empty row. */
  boughtWith(items: Identified | Iterable<Identified>, options?: RowOptions | null): Promise<PredictResult>;
  /** Items that sell lately, of all categories or of one. As `related`. */
  trending(options?: TrendingOptions | null): Promise<PredictResult>;
  /**
   * Runs a decision of an entry beside the SDK, such as `intent` of `@aisle/sdk/decide`. Use the methods that the entry adds.
   * Resolves by its deadline; never rejects.
   */
  request(query: DecisionQuery, options?: DecisionOptions | null): Promise<QueryResult>;
  /**
   * Reads the decisions of this device and writes one, in one transaction. For `@aisle/sdk/decide`. Resolves with undefined
   * if nothing may be stored, or the history is encrypted. Rejects with AisleError `storage-failed`.
   */
  changeDecisions<T>(change: (rows: readonly DecisionRow[]) => DecisionChange<T>): Promise<T | undefined>;
  /**
   * Sets the shopper's consent. The shop calls it on every page. `denied` erases the history and stops recording, in every
   * tab. If plugins are consent inputs too (`use`), the most restrictive signal counts.
   */
  setConsent(consent: 'granted' | 'denied'): Promise<void>;
  /** Starts a plugin: an event source, a consent input or encryption. Replaces a plugin of the same name. Returns a function that stops it. */
  use(plugin: Plugin): () => void;
  /** Deletes the history and the cached weights from this device. Resolves with what was deleted. */
  erase(): Promise<EraseResult>;
  /** Deletes the history and the consent from `setConsent`, in every tab. For example after a logout, when another person may use the device. */
  reset(): Promise<void>;
  /** Resolves with the history, for the shopper to keep. */
  export(): Promise<HistoryExport>;
  /** Summarizes the history: categories, brands, price band and activity. Computed on the device; not stored. */
  profile(): Promise<Profile>;
  /** Resolves with the status when the engine can answer, or is known to be unavailable. */
  whenReady(): Promise<Status>;
  status(): Status;
  /** Calls the listener after every change of the status. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Returns the current status: the same object until something changes, as React's `useSyncExternalStore` needs it. */
  getSnapshot(): Status;
  dispose(): void;
}
