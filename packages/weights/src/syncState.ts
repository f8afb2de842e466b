import type { VerifiedFiles } from './verifiedFiles.js';

/** What a device remembers between page views of the channel that it follows; nothing of it is ever sent. */
export interface SyncState {
  /** When the channel was last asked, or somebody tried. */
  readonly checkedMs?: number;
  /** The highest sequence number of a pointer that was accepted, and the key that signed it. */
  readonly sequence?: number;
  readonly sequenceKey?: string;
  /** Drawn anew for each rollout: whether this device is among the first. */
  readonly draw?: { readonly rolloutId: string; readonly value: number };
  /** Releases that failed on this device, with the version of the SDK that they failed under. */
  readonly failed?: readonly string[];
  /** The release that is kept: the last good one. */
  readonly release?: HeldRelease;
}

export interface HeldRelease {
  readonly releaseId: string;
  readonly manifestUrl: string;
  /** Absent where it came unsigned. */
  readonly signedBy?: string;
  readonly channel?: string;
}

/** The state of one channel, beside the files; in memory where nothing may be kept. Written whole: its release changes last. */
export class SyncStateStore {
  private memory: SyncState = {};
  /** The name that it takes in the cache; never fetched. */
  readonly url: string;

  constructor(
    private readonly files: VerifiedFiles,
    manifestUrl: string,
  ) {
    this.url = `${manifestUrl}.aisle-state`;
  }

  async read(): Promise<SyncState> {
    const cache = await this.files.cache();
    if (!cache) return this.memory;
    const found: unknown = await (await cache.match(this.url))?.json().catch(() => undefined);
    // It was written here: another script of the shop's origin could alter it, and the code that reads it as well.
    return typeof found === 'object' && found !== null ? found : {};
  }

  async write(state: SyncState): Promise<void> {
    this.memory = state;
    await this.files.keep(this.url, JSON.stringify(state));
  }
}
