import type { Reader } from '@aisle/core';
import { sha256Hex } from './sha256.js';

/** One file of a release. Its name contains the start of its hash, so its content never changes. */
export interface Shard {
  /** Relative to the manifest. */
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A release of a few million int8 items is smaller. A manifest with a larger total is invalid. */
export const MAX_RELEASE_BYTES = 1 << 28;
/** The limit for pointers and manifests. */
export const MAX_TEXT_BYTES = 1 << 22;

export function parseShard(reader: Reader, maxBytes = MAX_RELEASE_BYTES): Shard {
  return {
    // A plain name, so that a manifest cannot refer to another folder or host.
    file: reader.field('file').text(/^[\w-][\w.-]{0,120}$/, 'a plain file name'),
    bytes: reader.field('bytes').whole(maxBytes),
    sha256: reader.field('sha256').text(/^[0-9a-f]{64}$/, '64 hex digits'),
  };
}

/** How bytes differ from the file that the manifest lists; undefined if they match. */
export async function findMismatch(bytes: Uint8Array, shard: Shard): Promise<string | undefined> {
  if (bytes.byteLength !== shard.bytes) return `expected ${shard.bytes} bytes, found ${bytes.byteLength}.`;
  const sha256 = await sha256Hex(bytes);
  return sha256 === shard.sha256 ? undefined : `expected SHA-256 ${shard.sha256}, found ${sha256}.`;
}
