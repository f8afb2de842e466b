import { AisleError } from '@aisle/core';
import { tensorBytes, type Manifest } from './manifest.js';

/** A release whose every byte was checked. */
export interface Release {
  readonly manifest: Manifest;
  /** By parameter name: float32 values, row by row. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** [itemCount]; entry r - 1 belongs to embedding row r. */
  readonly itemIds: readonly string[];
}

export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    throw new AisleError('insecure-context', 'SHA-256 needs a secure context: serve the page over https, or from localhost.');
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Puts verified files together.
 *
 * @param shards in the manifest's order
 * @throws AisleError `weights-mismatch` where the item-id table does not fit the config
 */
export function assembleRelease(manifest: Manifest, shards: readonly Uint8Array[], itemIdBytes: Uint8Array): Release {
  const values = new Map<string, Float32Array>();
  for (const { name, shape, shard, byteOffset } of manifest.tensors) {
    // A copy: it is aligned whatever the offset of the view, and the shard can be let go.
    const bytes = shards[shard]!.slice(byteOffset, byteOffset + tensorBytes(shape));
    values.set(name, new Float32Array(bytes.buffer));
  }
  const itemIds: unknown = JSON.parse(new TextDecoder().decode(itemIdBytes));
  const { itemCount } = manifest.config;
  if (!Array.isArray(itemIds) || itemIds.length !== itemCount || !itemIds.every((id) => typeof id === 'string')) {
    throw new AisleError('weights-mismatch', `Item-id table: expected a list of ${itemCount} ids.`, { itemCount });
  }
  return { manifest, values, itemIds };
}
