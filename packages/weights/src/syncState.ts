import { Reader } from '@aisle/core';
import { cachedBytes } from './cachedBytes.js';
import { readIntentIntercept, readReleaseId } from './fields.js';
import { parseSignedPointer, type SignedPointer } from './pointer.js';
import type { ReleaseCache } from './releaseCache.js';
import type { ReleaseSource } from './releaseSource.js';
import { MAX_TEXT_BYTES, parseShard } from './shard.js';

/** The state of a channel that a device stores between page views. It is never sent. */
export interface SyncState {
  /** When the channel was last checked, successfully or not. Milliseconds since the Unix epoch. */
  readonly checkedMs?: number | undefined;
  readonly problem?: { readonly code: string; readonly message: string } | undefined;
  /** The accepted pointer with the highest sequence number, and when it was accepted. See `seenSequence`. */
  readonly pointer?: SignedPointer | undefined;
  readonly pointerMs?: number | undefined;
  /** The random bucket of this device in a rollout, from 0 to 1. Each rollout gets a new one. */
  readonly rolloutBucket?: { readonly rolloutId: string; readonly value: number } | undefined;
  /** Releases that failed their check on this device (`failureKey`). */
  readonly failed?: readonly string[] | undefined;
  /** The stored release: the last good one. */
  readonly release?: ReleaseSource | undefined;
}

/** The number of latest failures that the state holds. */
export const MAX_FAILED = 16;

const MAX_KEYS = 64;
/** The largest time of a Date. */
const MAX_TIME_MS = 8.64e15;

const readText = (reader: Reader): string => reader.text(/^/, 'a text');
const readKeys = (reader: Reader): string[] => reader.list(MAX_KEYS).map(readText);
const readUrl = (reader: Reader): string => reader.text(/^[a-z]+:/, 'a URL');

const readTimeMs = (reader: Reader): number => reader.number(-MAX_TIME_MS, MAX_TIME_MS);

const readReleaseSource = (reader: Reader): ReleaseSource => ({
  releaseId: readReleaseId(reader.field('releaseId')),
  manifestUrl: readUrl(reader.field('manifestUrl')),
  manifestKey: readUrl(reader.field('manifestKey')),
  manifest: parseShard(reader.field('manifest'), MAX_TEXT_BYTES),
  signedBy: readKeys(reader.field('signedBy')),
  channel: reader.field('channel').optional(readReleaseId),
  intentIntercept: reader.field('intentIntercept').optional(readIntentIntercept),
});

/**
 * Checks a state from the cache. Another script of the shop's origin, or another version of the SDK, may have written it.
 *
 * @throws AisleError `manifest-invalid`, or `pointer-refused` for its pointer
 */
export function parseSyncState(found: unknown): SyncState {
  const root = Reader.open(found, 'Sync state', 'manifest-invalid');
  return {
    checkedMs: root.field('checkedMs').optional(readTimeMs),
    problem: root.field('problem').optional((reader) => ({
      code: readText(reader.field('code')),
      message: readText(reader.field('message')),
    })),
    pointer: root.field('pointer').optional((reader) => parseSignedPointer(reader.raw)),
    pointerMs: root.field('pointerMs').optional(readTimeMs),
    rolloutBucket: root.field('rolloutBucket').optional((reader) => ({
      rolloutId: readReleaseId(reader.field('rolloutId')),
      value: reader.field('value').number(0, 1),
    })),
    failed: root.field('failed').optional((reader) => reader.list(MAX_FAILED).map(readText)),
    release: root.field('release').optional(readReleaseSource),
  };
}

const STATE = '.aisle-state';
/** A state is a few kB: its largest part is a pointer. */
const MAX_STATE_BYTES = 1 << 20;

/** Whether a cache key is that of a state. Such URLs are never fetched. */
export const isStateUrl = (url: string) => url.endsWith(STATE);

/** Reads a state from the cache. An invalid state counts as empty, and the next write replaces it. */
export async function readState(cache: Cache, url: string): Promise<SyncState> {
  try {
    const bytes = await cachedBytes(await cache.match(url), MAX_STATE_BYTES);
    return bytes ? parseSyncState(JSON.parse(new TextDecoder().decode(bytes))) : {};
  } catch {
    return {};
  }
}

/**
 * The state of one channel, in the cache beside the files, or in memory if storing is not permitted. Pages with a pinned
 * key use another state than pages without one, so that an unsigned release is never trusted on the former.
 */
export class SyncStateStore {
  #inMemory: SyncState = {};
  readonly url: string;
  readonly #cache: ReleaseCache;

  /** @param signed whether the page pins a key */
  constructor(cache: ReleaseCache, manifestUrl: string, signed: boolean) {
    this.#cache = cache;
    this.url = `${manifestUrl}${signed ? '' : '.unsigned'}${STATE}`;
  }

  async read(): Promise<SyncState> {
    const cache = await this.#cache.open();
    return cache ? readState(cache, this.url) : this.#inMemory;
  }

  /**
   * Changes the given fields. The others are read again, because another tab may have changed them.
   *
   * @param signal once aborted, nothing is written
   */
  async patch(changes: SyncState, signal?: AbortSignal): Promise<void> {
    const state = { ...(await this.read()), ...changes };
    if (signal?.aborted) return;
    this.#inMemory = state;
    await this.#cache.put(this.url, JSON.stringify(state), signal);
  }
}
