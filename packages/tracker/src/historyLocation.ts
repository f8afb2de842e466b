import type { TrackedEvent } from '@aisle/core';
import { type HistoryStore, InMemoryStore } from '@aisle/store';
import type { BeforeConsent } from './beforeConsent.js';
import type { Consent } from './consentInputs.js';

/** Where the history of this page is kept. */
export type StorageKind = 'none' | 'memory' | 'device';

/** A history in memory is sent whole with every request for a ranking. It holds no more events than a model reads. */
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
  /** The store that holds the history, if it is in this page's memory. */
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

  /** @returns the history that was in memory until now, of which nothing is kept any more */
  setConsent(consent: Consent): InMemoryStore | undefined {
    const { inMemoryStore } = this;
    this.consent = consent;
    this.#createInMemoryStore();
    return inMemoryStore;
  }

  get storage(): StorageKind {
    if (this.inMemoryStore) return 'memory';
    return this.consent === 'granted' ? 'device' : 'none';
  }

  /** The store that holds the history. Undefined without permission to keep one. */
  get store(): HistoryStore | undefined {
    return this.inMemoryStore ?? (this.consent === 'granted' ? this.#device : undefined);
  }

  /**
   * Moves the history into memory because storage failed, with what can still be read of it.
   *
   * @param unstored events that the device did not take
   * @param isCurrent false if the history was erased since
   * @returns false where nothing was moved: it was in memory, or consent is not granted
   */
  async moveToMemory(unstored: readonly TrackedEvent[], isCurrent: () => boolean): Promise<boolean> {
    const stored = await this.#device.readSince(0, MAX_IN_MEMORY_EVENTS).then(
      ({ events }) => events,
      () => [],
    );
    if (this.inMemoryStore || this.consent !== 'granted') return false;
    this.inMemoryStore = new InMemoryStore(MAX_IN_MEMORY_EVENTS, this.#options.now, isCurrent() ? [...stored, ...unstored] : []);
    return true;
  }
}
