import type { EventInput, TrackedEvent } from '@aisle/core';
import type { EraseReceipt } from '@aisle/store';
import type { Plugin, Profile, TrackResult } from '@aisle/tracker';
import type { CatalogueItem } from '@aisle/worker';
import type { PredictResult, RerankResult, Status } from './results.js';

export interface RerankOptions<T> {
  /** Milliseconds after which the list comes back as it was given. Default 100. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Reads an item's id; by default the item itself if it is a text, else its `item_id`. */
  readonly itemId?: (item: T) => string;
  /** Items that keep their place, such as a sponsored one; the others are ranked into the places that are left. */
  readonly pinned?: (item: T, index: number) => boolean;
  /** The list's id: events of this `item_list_id` name the result from now on, until the list gets another. */
  readonly listId?: string;
}

export type RerankNowOptions<T> = Pick<RerankOptions<T>, 'itemId' | 'listId' | 'pinned'>;

export interface PredictOptions {
  /** How many items. Default 10. */
  readonly k?: number;
  /** Only these; default the whole catalogue of the release. */
  readonly candidates?: Iterable<string>;
  /** Never these, such as what is in the cart. */
  readonly exclude?: Iterable<string>;
  /** Not what the history has in the cart: added, neither removed nor bought since. */
  readonly excludeCart?: boolean;
  /** Not what the history has as bought. Both read its latest 1,000 events. */
  readonly excludePurchased?: boolean;
  /**
   * URL of the shop's catalogue file (docs/guides/slots.md), absolute or relative to the page. Its records come as `product`; what
   * is not in it, or not in stock, is left out.
   */
  readonly catalogueUrl?: string;
  /** The id of the list that shows them: as for `rerank`. */
  readonly listId?: string;
  /** Keeps an item if it returns true, such as what is in stock. Runs on the page. */
  readonly filter?: (itemId: string, product: CatalogueItem | undefined) => boolean;
  /** Default 2,000. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** What a shopper may take away. */
export interface HistoryExport {
  readonly schemaVersion: 1;
  readonly exportedAtMs: number;
  readonly namespace: string;
  readonly events: readonly TrackedEvent[];
}

/** What `erase` deleted, and where. */
export interface EraseResult {
  readonly history: EraseReceipt | undefined;
  readonly weightsCacheDeleted: boolean;
}

export interface Aisle {
  /**
   * Stores one event. `stored: true` means that the transaction is complete: the event survives the page, and later
   * ranks see it. Rejects with AisleError `invalid-event` for a malformed event; a call whose promise nobody handles
   * raises nothing in the page.
   */
  track(event: EventInput): Promise<TrackResult>;
  /** Orders items by how likely the shopper buys them next. Always settles, by its deadline; never rejects. */
  rerank<T>(items: readonly T[], options?: RerankOptions<T> | null): Promise<RerankResult<T>>;
  /**
   * The same at once, for a list that is about to be painted: by the ranking that an earlier page left, or that the engine
   * has given since. Without one, the order given.
   */
  rerankNow<T>(items: readonly T[], options?: RerankNowOptions<T> | null): RerankResult<T>;
  /** The likeliest next purchases. Always settles; never rejects. */
  predict(options?: PredictOptions | null): Promise<PredictResult>;
  /**
   * The shopper's answer, repeated by the shop on every page. `denied` erases and stops, in every tab. Beside inputs of
   * consent (`use`), the most restrictive counts.
   */
  setConsent(consent: 'granted' | 'denied'): Promise<void>;
  /** Adds a source of events, an input of consent or encryption, from now on. One of the same name takes its place. Returns the way to stop. */
  use(plugin: Plugin): () => void;
  /** Deletes the history and the cached weights from this device, and tells what was deleted where. */
  erase(): Promise<EraseResult>;
  /** Another person uses this device from now on, after a logout say: the history goes, and what `setConsent` said, in every tab. */
  reset(): Promise<void>;
  /** The history as the shopper may take it away. */
  export(): Promise<HistoryExport>;
  /** What the history says about the shopper: categories, brands, price band, activity. Computed here, kept nowhere. */
  profile(): Promise<Profile>;
  /** Resolves with the status once the engine can answer, or is known not to. */
  whenReady(): Promise<Status>;
  status(): Status;
  /** Calls back after every change of the status. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
  /** The current status; the same object until something changes. */
  getSnapshot(): Status;
  dispose(): void;
}
