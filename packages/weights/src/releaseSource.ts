import type { Shard } from './shard.js';

/** A release that is kept on the device, and where its files are. */
export interface ReleaseSource {
  readonly releaseId: string;
  /** What the files' names are relative to. */
  readonly manifestUrl: string;
  /** Where the manifest is kept, and what it must be. */
  readonly manifestKey: string;
  readonly manifest: Shard;
  /** The trusted keys that signed it; none where it came unsigned. */
  readonly signedBy: readonly string[];
  readonly channel?: string | undefined;
}

/** A release that the channel offers. */
export interface Offer extends ReleaseSource {
  /** Present where `manifestUrl` named the manifest itself and there is no pointer. */
  readonly manifestText?: string;
  /** Releases from which a delta leads here. */
  readonly deltasFrom: readonly string[];
}

/** What is kept of an offer. */
export function sourceOf(offer: Offer): ReleaseSource {
  const { manifestText: _, deltasFrom: __, ...held } = offer;
  return held;
}

/** The URL of a release's file, which is also its key in the cache. */
export const urlOf = ({ file }: Shard, { manifestUrl }: ReleaseSource) => new URL(file, manifestUrl).href;
