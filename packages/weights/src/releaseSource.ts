import type { Shard } from './shard.js';

/** Where a release comes from: its URLs, the hash of its manifest, its signers. */
export interface ReleaseSource {
  readonly releaseId: string;
  /** Names of files are relative to it. */
  readonly manifestUrl: string;
  /** The cache key of the manifest, and its expected size and hash. */
  readonly manifestKey: string;
  readonly manifest: Shard;
  /** The trusted keys that signed it; empty for an unsigned release. */
  readonly signedBy: readonly string[];
  readonly channel?: string | undefined;
  /** As in `PointerRelease`. */
  readonly intentIntercept?: number | undefined;
}

/** A release that the channel offers. */
export interface Offer extends ReleaseSource {
  /** The text of the manifest. Present only without a pointer, if `manifestUrl` is that of the manifest. */
  readonly manifestText?: string;
  /** Ids of the releases from which a delta to this one exists. */
  readonly deltasFrom: readonly string[];
}

/** The part of an offer that the sync state stores. */
export function sourceOf(offer: Offer): ReleaseSource {
  const { manifestText: _, deltasFrom: __, ...source } = offer;
  return source;
}

/** The URL of a release's file, which is also its key in the cache. */
export const urlOf = ({ file }: Shard, { manifestUrl }: ReleaseSource) => new URL(file, manifestUrl).href;
