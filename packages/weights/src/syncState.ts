import type { Shard } from './manifest.js';
import type { VerifiedFiles } from './verifiedFiles.js';

/** What a device remembers between page views of the channel that it follows; nothing of it is ever sent. */
export interface SyncState {
  /** When the channel was last asked, or somebody tried, and what came in the way. */
  readonly checkedMs?: number;
  readonly problem?: { readonly code: string; readonly message: string } | undefined;
  /** The highest sequence number of a pointer that was accepted, and the keys that signed it. */
  readonly sequence?: number;
  readonly sequenceKeys?: readonly string[];
  /** Drawn anew for each rollout: whether this device is among the first. */
  readonly draw?: { readonly rolloutId: string; readonly value: number };
  /** Releases that failed on this device, with the version of the SDK that they failed under. */
  readonly failed?: readonly string[];
  /** The release that is kept: the last good one. */
  readonly release?: HeldRelease;
}

export interface HeldRelease {
  readonly releaseId: string;
  /** What the files' names are relative to. */
  readonly manifestUrl: string;
  /** Where the manifest is kept, and what it must be. */
  readonly manifestKey: string;
  readonly manifest: Shard;
  /** The trusted keys that signed it; none where it came unsigned. */
  readonly signedBy: readonly string[];
  readonly channel?: string;
}

const STATE = '.aisle-state';

/** The names of states in the cache; never fetched. */
export const isStateUrl = (url: string) => url.endsWith(STATE);

/** What is kept under such a name; nothing where it is no state. */
export async function readState(cache: Cache, url: string): Promise<SyncState> {
  const found: unknown = await (await cache.match(url))?.json().catch(() => undefined);
  // It was written here: another script of the shop's origin could alter it, and the code that reads it as well.
  return typeof found === 'object' && found !== null ? found : {};
}

/**
 * The state of one channel, beside the files; in memory where nothing may be kept. Written whole: its release changes
 * last. Pages that pin a key and pages that pin none have one each, so that nothing unsigned counts where a key does.
 */
export class SyncStateStore {
  #memory: SyncState = {};
  readonly url: string;
  readonly #files: VerifiedFiles;

  constructor(
    files: VerifiedFiles,
    manifestUrl: string,
    signed: boolean,
  ) {
    this.#files = files;
    this.url = `${manifestUrl}${signed ? '' : '.unsigned'}${STATE}`;
  }

  async read(): Promise<SyncState> {
    const cache = await this.#files.cache();
    return cache ? readState(cache, this.url) : this.#memory;
  }

  /** Changes some of it: what else is there may be newer than what this tab read last. */
  async patch(changes: SyncState): Promise<void> {
    this.#memory = { ...(await this.read()), ...changes };
    await this.#files.keep(this.url, JSON.stringify(this.#memory));
  }
}
