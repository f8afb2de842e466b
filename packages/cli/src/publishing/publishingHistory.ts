import type { Pointer, Shard } from '@aisle/weights';

/*
 * The publisher's log. Devices never read it. It is written before the pointer that it records, and if the two differ,
 * the pointer counts. An entry above the pointer's sequence number belongs to an interrupted command. A pointer that is
 * missing from the log is added, so if the log is lost, only rollbacks to older releases are lost.
 */

export const HISTORY_FILE = 'history.json';
export const HISTORY_FORMAT = 'aisle-history';
export const HISTORY_VERSION = 1;

export interface PublishedRelease {
  readonly releaseId: string;
  /** ISO 8601. */
  readonly publishedAt: string;
  readonly manifest: Shard;
  readonly parent?: string;
}

/** The commands that issue a pointer. `found` marks a pointer whose log entry was lost. */
export const POINTER_COMMANDS = ['publish', 'promote', 'rollback', 'renew', 'found'] as const;

export type PointerCommandName = (typeof POINTER_COMMANDS)[number];

export interface IssuedPointer {
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  readonly command: PointerCommandName;
  readonly releaseId: string;
  readonly rollout?: { readonly releaseId: string; readonly share: number };
}

export interface PublishingHistory {
  readonly format: typeof HISTORY_FORMAT;
  readonly formatVersion: typeof HISTORY_VERSION;
  /** Releases whose files are in the folder. */
  readonly releases: readonly PublishedRelease[];
  /** By channel, the earliest first. */
  readonly channels: Readonly<Record<string, readonly IssuedPointer[]>>;
}

/** The log's entry for a pointer. */
export function entryOf(pointer: Pointer, command: PointerCommandName): IssuedPointer {
  const { sequence, issuedAt, release, rollout } = pointer;
  const rolloutEntry = rollout && { releaseId: rollout.release.releaseId, share: rollout.share };
  return {
    sequence,
    at: issuedAt,
    command,
    releaseId: release.releaseId,
    ...(rolloutEntry && { rollout: rolloutEntry }),
  };
}

/** @returns the releases that a pointer named at some time after `since`, latest first: devices may have them */
export function releasesServedSince(issued: readonly IssuedPointer[], since: Date): string[] {
  // A pointer is served until the next one replaces it.
  const recent = issued.filter((_, i) => i === issued.length - 1 || Date.parse(issued[i + 1]!.at) >= since.getTime());
  const namedBy = ({ releaseId, rollout }: IssuedPointer) => [...(rollout ? [rollout.releaseId] : []), releaseId];
  return [...new Set(recent.reverse().flatMap(namedBy))];
}
