import { type EventInput, parseEvent, type TrackedEvent, toAisleError } from '@aisle/core';
import type { StoredEvents } from '@aisle/store';
import type { Release } from '@aisle/weights';
import type { EngineEnvironment } from '../engine/environment.js';
import type { HistoryReader } from '../engine/historyFollower.js';
import type { EngineOptions, HistoryRequest } from '../protocol.js';

export const engineOptions: EngineOptions = {
  namespace: 'shop',
  manifestUrl: 'https://cdn.example/model.json',
  publicKeys: [],
  updateIntervalMs: 60_000,
  network: 'free',
  tier: 'light',
  persist: true,
  readsHistory: true,
  holdoutShare: 0,
};

export const viewOf = (itemId: string): TrackedEvent => eventOf({ type: 'view_item', items: [{ item_id: itemId }] });
export const eventOf = (input: EventInput): TrackedEvent => parseEvent(input, 0);

/** A database whose content the test sets; undefined for no database. */
export class FakeHistory implements HistoryReader {
  reads = 0;
  closed = 0;

  constructor(public stored: StoredEvents | undefined) {}

  async readSince(afterSeq: number): Promise<StoredEvents | undefined> {
    this.reads += 1;
    const { stored } = this;
    return stored && { ...stored, events: stored.events.slice(afterSeq) };
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}

export const historyOf = (...events: TrackedEvent[]): StoredEvents => ({ historyId: 'e', seq: events.length, events });

/** A request about the stored history, without notices before it. */
export const request: HistoryRequest = { cursor: undefined, history: undefined, noticesSent: 0 };

/** An environment whose channel offers `release`, with an empty cache. It records readers and calibrations. */
export function testEnvironment(release: Release | undefined, stored: StoredEvents | undefined) {
  const calibrations = new Map<string, string>();
  const readers: FakeHistory[] = [];
  let nowMs = 0;
  const environment: EngineEnvironment = {
    createLoader: () => ({
      source: undefined,
      loadCached: async () => undefined,
      update: async () => {
        if (!release) throw toAisleError({ code: 'manifest-unreachable', message: 'not found', details: {} });
        return release;
      },
      calibrationOf: ({ manifest: { releaseId } }) => ({
        read: async () => calibrations.get(releaseId),
        write: async (text, signal) => {
          if (!signal?.aborted) calibrations.set(releaseId, text);
        },
      }),
    }),
    createReader: () => {
      const reader = new FakeHistory(stored);
      readers.push(reader);
      return reader;
    },
    openTier: async () => undefined,
    // Each call advances the clock by a second, so waits for a pause end at once.
    now: () => (nowMs += 1_000),
    requests: () => [],
  };
  return { environment, readers, calibrations };
}
