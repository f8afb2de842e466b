import type { TrackedEvent } from '@aisle/core';
import { type HistoryStore, InMemoryStore } from '@aisle/store';
import type { BeforeConsent } from './beforeConsent.js';
import type { Consent } from './consentInputs.js';

/** Where the history of this page is stored. */
export type StorageKind = 'none' | 'memory' | 'device';

/** Every request to the engine contains the whole in-memory history. A model reads at most this many events. */
export const MAX_IN_MEMORY_EVENTS = 1000;

export interface HistoryLocationOptions {
  readonly beforeConsent: BeforeConsent;
  readonly now: () => number;
}

/**
 * Chooses the store that holds the history: the device with consent, the page's memory where that is allowed or
 * storage fails.
 */
export class HistoryLocation {
  /** The decision that is in effect. Only `setConsent` changes it. */
  consent: Consent = 'unset';
  /**
   * Whether a consent platform reports a denial that is not settled. Until then, nothing is stored, read or ranked, and
   * the history stays.
   */
  suspended = false;
  /** The store of the history, if it is in this page's memory. */
  inMemoryStore: InMemoryStore | undefined;
  readonly #device: HistoryStore;
  readonly #options: HistoryLocationOptions;

  constructor(device: HistoryStore, options: HistoryLocationOptions) {
    this.#device = device;
    this.#options = options;
    this.#createInMemoryStore();
  }

  #createInMemoryStore(): void {
    const { beforeConsent, now } = this.#options;
    const isAllowed = beforeConsent === 'memory' && this.consent === 'unset';
    this.inMemoryStore = isAllowed ? new InMemoryStore(MAX_IN_MEMORY_EVENTS, now) : undefined;
  }

  /** @returns the previous in-memory history. It is not used any more. */
  setConsent(consent: Consent): InMemoryStore | undefined {
    const previous = this.inMemoryStore;
    this.consent = consent;
    this.suspended = false;
    this.#createInMemoryStore();
    return previous;
  }

  get storage(): StorageKind {
    if (this.suspended) return 'none';
    if (this.inMemoryStore) return 'memory';
    return this.consent === 'granted' ? 'device' : 'none';
  }

  /** The store of the history. Undefined without permission to store one. */
  get store(): HistoryStore | undefined {
    if (this.suspended) return undefined;
    return this.inMemoryStore ?? (this.consent === 'granted' ? this.#device : undefined);
  }

  /**
   * Moves the history into memory, with the events that can be read.
   *
   * @param unstored events that the device could not store
   * @param isCurrent false after an erasure
   * @returns false if it was in memory, or consent is not granted
   */
  async moveToMemory(unstored: readonly TrackedEvent[], isCurrent: () => boolean): Promise<boolean> {
    const stored = await this.#device.readSince(0, MAX_IN_MEMORY_EVENTS).then(
      ({ events }) => events,
      () => [],
    );
    if (this.inMemoryStore || this.consent !== 'granted') return false;
    this.inMemoryStore = new InMemoryStore(
      MAX_IN_MEMORY_EVENTS,
      this.#options.now,
      isCurrent() ? [...stored, ...unstored] : [],
    );
    return true;
  }
}
