import { Reader } from '@aisle/core';
import { readReleaseId } from './fields.js';
import type { ReleaseSource } from './releaseSource.js';
import type { ReleaseCache } from './releaseCache.js';
import { parseShard } from './shard.js';

/** What a device remembers between page views of the channel that it follows; nothing of it is ever sent. */
export interface SyncState {
  /** When the channel was asked last, successfully or not, and what went wrong. Milliseconds since the Unix epoch. */
  readonly checkedMs?: number | undefined;
  readonly problem?: { readonly code: string; readonly message: string } | undefined;
  /** The highest sequence number of a pointer that was accepted, and the keys that signed it. */
  readonly sequence?: number | undefined;
  readonly sequenceKeys?: readonly string[] | undefined;
  /** The rollout bucket of this device, from 0 to 1; drawn anew for each rollout. */
  readonly rolloutBucket?: { readonly rolloutId: string; readonly value: number } | undefined;
  /** Releases that failed on this device, with the version of the SDK that they failed under. */
  readonly failed?: readonly string[] | undefined;
  /** The release that is kept: the last good one. */
  readonly release?: ReleaseSource | undefined;
}

/** The latest of them are kept. */
export const MAX_FAILED = 16;

const MAX_KEYS = 64;
/** The largest time of a Date. */
const MAX_TIME_MS = 8.64e15;

const readText = (reader: Reader): string => reader.text(/^/, 'a text');
const readKeys = (reader: Reader): string[] => reader.list(MAX_KEYS).map(readText);
const readUrl = (reader: Reader): string => reader.text(/^[a-z]+:/, 'a URL');

const readHeldRelease = (reader: Reader): ReleaseSource => ({
  releaseId: readReleaseId(reader.field('releaseId')),
  manifestUrl: readUrl(reader.field('manifestUrl')),
  manifestKey: readUrl(reader.field('manifestKey')),
  manifest: parseShard(reader.field('manifest')),
  signedBy: readKeys(reader.field('signedBy')),
  channel: reader.field('channel').optional(readReleaseId),
});

/**
 * Checks a state that was read from the cache: another script of the shop's origin, or another version of the SDK, may
 * have written it.
 *
 * @throws AisleError `manifest-invalid`
 */
export function parseSyncState(found: unknown): SyncState {
  const root = Reader.open(found, 'Sync state', 'manifest-invalid');
  return {
    checkedMs: root.field('checkedMs').optional((reader) => reader.number(-MAX_TIME_MS, MAX_TIME_MS)),
    problem: root.field('problem').optional((reader) => ({
      code: readText(reader.field('code')),
      message: readText(reader.field('message')),
    })),
    sequence: root.field('sequence').optional((reader) => reader.whole(Number.MAX_SAFE_INTEGER)),
    sequenceKeys: root.field('sequenceKeys').optional(readKeys),
    rolloutBucket: root.field('draw').optional((reader) => ({
      rolloutId: readReleaseId(reader.field('rolloutId')),
      value: reader.field('value').number(0, 1),
    })),
    failed: root.field('failed').optional((reader) => reader.list(MAX_FAILED).map(readText)),
    release: root.field('release').optional(readHeldRelease),
  };
}

const STATE = '.aisle-state';

/** The names of states in the cache; never fetched. */
export const isStateUrl = (url: string) => url.endsWith(STATE);

/** The state that is kept under such a name. One that does not parse counts as none: the next one replaces it. */
export async function readState(cache: Cache, url: string): Promise<SyncState> {
  try {
    const response = await cache.match(url);
    return response ? parseSyncState(await response.json()) : {};
  } catch {
    return {};
  }
}

/**
 * The state of one channel, beside the files; in JavaScript's memory where nothing may be kept. Written whole: its release
 * changes last. Pages that pin a key and pages that pin none have one each, so that nothing unsigned counts where a key does.
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
   * Changes some of it: the rest may be newer than what this tab read last.
   *
   * @param signal once it is aborted, nothing is written
   */
  async patch(changes: SyncState, signal?: AbortSignal): Promise<void> {
    const state = { ...(await this.read()), ...changes };
    if (signal?.aborted) return;
    this.#inMemory = state;
    await this.#cache.put(this.url, JSON.stringify(state), signal);
  }
}
