import { rankingTimeMs } from '@aisle/core';
import type { StorageKind } from './historyLocation.js';
import { readLocalText, type StoragePage, writeLocalText } from './localText.js';

const keyOf = (namespace: string) => `aisle-${namespace}-ranking`;

/** The ranking that an earlier page left, for pages without an instance. Undefined if there is none, or no storage. */
export function readRanking(namespace: string): string | undefined {
  // As in readLocalText, which the script in a page's head has no bytes for.
  try {
    return localStorage.getItem(keyOf(namespace)) || undefined;
  } catch {
    return undefined;
  }
}

/** The history that a ranking comes from. */
export interface RankedHistory {
  readonly storage: StorageKind;
  readonly historyId: string | undefined;
  /** A program makes this visit, which must leave nothing on the device. */
  readonly discarded: boolean;
}

/**
 * Leaves a ranking in local storage for the next page, which reads it before first paint. It is legible, so it is kept
 * only where its history may be kept legibly on the device and is still there.
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
   * @param ranking '' removes what is there
   * @param historyId of the history that the ranking comes from
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

  /** The history is encrypted from now on. A ranking must be read before a key can be had, so none is kept. */
  encrypt(): void {
    this.#encrypted = true;
    this.remove();
  }

  /** Removes a ranking that was made before `sinceMs` (milliseconds since the Unix epoch), and any other text. */
  prune(sinceMs: number): void {
    if (!(rankingTimeMs(this.read() ?? '') >= sinceMs)) this.remove();
  }
}
