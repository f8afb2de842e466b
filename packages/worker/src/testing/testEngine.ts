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
  holdoutShare: 0,
};

export const viewOf = (itemId: string): TrackedEvent => eventOf({ type: 'view_item', items: [{ item_id: itemId }] });
export const eventOf = (input: EventInput): TrackedEvent => parseEvent(input, 0);

/** A database of which a test says what it holds; undefined for none. */
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

/** A request about the stored history, after no notice. */
export const request: HistoryRequest = { cursor: undefined, history: undefined, noticesSent: 0 };

/** An environment whose channel has `release`, none cached. What it was asked for can be read back. */
export function testEnvironment(release: Release | undefined, stored: StoredEvents | undefined) {
  const notes = new Map<string, string>();
  const readers: FakeHistory[] = [];
  let nowMs = 0;
  const environment: EngineEnvironment = {
    createLoader: () => ({
      source: undefined,
      loadCached: async () => undefined,
      update: async () => {
        if (!release) throw toAisleError({ code: 'manifest-unreachable', message: 'not there', details: {} });
        return release;
      },
      calibrationOf: ({ manifest: { releaseId } }) => ({
        read: async () => notes.get(releaseId),
        write: async (text, signal) => {
          if (!signal?.aborted) notes.set(releaseId, text);
        },
      }),
    }),
    createReader: () => {
      const reader = new FakeHistory(stored);
      readers.push(reader);
      return reader;
    },
    openTier: async () => undefined,
    // Nobody waits for a pause: at each look, a second is over.
    now: () => (nowMs += 1_000),
    requests: () => [],
  };
  return { environment, readers, notes };
}
