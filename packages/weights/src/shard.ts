import type { Reader } from '@aisle/core';
import { sha256Hex } from './sha256.js';

/** One file of a release. Its name holds the start of its hash, so a name never stands for two contents. */
export interface Shard {
  /** Relative to the manifest. */
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A whole release of a few million int8 items stays below this; a manifest that claims more is broken. */
export const MAX_RELEASE_BYTES = 1 << 30;

export function parseShard(reader: Reader): Shard {
  return {
    // A plain name: a manifest may not point outside its own folder, nor at another host.
    file: reader.field('file').text(/^[\w-][\w.-]{0,120}$/, 'a plain file name'),
    bytes: reader.field('bytes').whole(MAX_RELEASE_BYTES),
    sha256: reader.field('sha256').text(/^[0-9a-f]{64}$/, '64 hex digits'),
  };
}

/** What is wrong with the bytes of a file; undefined where they are the ones that the manifest names. */
export async function findMismatch(bytes: Uint8Array, shard: Shard): Promise<string | undefined> {
  if (bytes.byteLength !== shard.bytes) return `expected ${shard.bytes} bytes, found ${bytes.byteLength}.`;
  const sha256 = await sha256Hex(bytes);
  return sha256 === shard.sha256 ? undefined : `expected SHA-256 ${shard.sha256}, found ${sha256}.`;
}
