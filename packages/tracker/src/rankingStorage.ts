import { rankingTimeMs } from '@aisle/core';
import type { StorageKind } from './historyLocation.js';
import { readLocalText, type StoragePage, writeLocalText } from './localText.js';

const keyOf = (namespace: string) => `aisle-${namespace}-ranking`;

/** The ranking that an earlier page stored, for pages without an instance. Undefined if it is missing or blocked. */
export function readRanking(namespace: string): string | undefined {
  // The same as readLocalText, without its bytes, for the script in a page's head.
  try {
    return (localStorage[keyOf(namespace)] as string | undefined) || undefined;
  } catch {
    return undefined;
  }
}

/** The history of a ranking. */
export interface RankedHistory {
  readonly storage: StorageKind;
  readonly historyId: string | undefined;
  /** Whether a program makes this visit, which may store nothing on the device. */
  readonly discarded: boolean;
}

/**
 * Stores a ranking in local storage for the next page, which reads it before first paint. The ranking is not encrypted.
 * So it is stored only if its history is on the device, not encrypted, and not erased.
 */
export class RankingStorage {
  readonly #key: string;
  readonly #history: RankedHistory;
  readonly #page: StoragePage;
  #encrypted = false;

  constructor(namespace: string, history: RankedHistory, page: StoragePage) {
    this.#key = keyOf(namespace);
    this.#history = history;
    this.#page = page;
  }

  read(): string | undefined {
    return readLocalText(this.#page, this.#key);
  }

  /**
   * @param ranking '' removes the stored ranking
   * @param historyId of the history of the ranking
   */
  save(ranking: string, historyId: string | undefined): void {
    const { storage, discarded, historyId: current } = this.#history;
    const mayKeep =
      storage === 'device' && !this.#encrypted && !discarded && historyId !== undefined && historyId === current;
    if (!ranking || mayKeep) writeLocalText(this.#page, this.#key, ranking);
  }

  remove(): void {
    writeLocalText(this.#page, this.#key);
  }

  /** Stores no ranking from now on, because the history is encrypted. First paint cannot wait for a key. */
  encrypt(): void {
    this.#encrypted = true;
    this.remove();
  }

  /** Removes a ranking from before `sinceMs` (milliseconds since the Unix epoch), and any other text. */
  prune(sinceMs: number): void {
    if (!(rankingTimeMs(this.read() ?? '') >= sinceMs)) this.remove();
  }
}
