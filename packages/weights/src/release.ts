import { AisleError } from '@aisle/core';
import type { TrainedModel } from '@aisle/model';
import { decodeMemory } from './memoryCodec.js';
import type { Manifest } from './manifest.js';
import { dequantize, tensorParts, type TensorEntry } from './tensorEntry.js';

/** A release whose every byte was checked. */
export interface Release extends TrainedModel {
  readonly manifest: Manifest;
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
 * @param memoryBytes where the manifest lists a memory
 * @throws AisleError `weights-mismatch` where the item-id table or the memory does not fit the config
 */
export function assembleRelease(
  manifest: Manifest,
  shards: readonly Uint8Array[],
  itemIdBytes: Uint8Array,
  memoryBytes?: Uint8Array,
): Release {
  const { config } = manifest;
  const values = new Map(manifest.tensors.map((tensor) => [tensor.name, readTensor(tensor, shards[tensor.shard]!)]));
  const memory = memoryBytes && decodeMemory(memoryBytes, config.itemCount);
  return { manifest, config, values, itemIds: parseItemIds(itemIdBytes, config.itemCount), ...(memory && { memory }) };
}

function readTensor(tensor: TensorEntry, shard: Uint8Array): Float32Array {
  // Copies: they are aligned whatever the offset of the view, and the shard can be let go.
  const [values, scales] = tensorParts(tensor).map(({ byteOffset, bytes }) => shard.slice(byteOffset, byteOffset + bytes).buffer);
  return scales ? dequantize(new Int8Array(values!), new Float32Array(scales)) : new Float32Array(values!);
}

function parseItemIds(bytes: Uint8Array, itemCount: number): string[] {
  const refuse = (found: string, cause?: unknown): never => {
    const message = `Item-id table: expected a list of ${itemCount} ids, found ${found}. Write the release again.`;
    throw new AisleError('weights-mismatch', message, { itemCount }, cause);
  };
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    refuse('no JSON', cause);
  }
  if (!Array.isArray(found)) return refuse('no list');
  if (found.length !== itemCount) return refuse(`${found.length}`);
  const other = found.findIndex((id) => typeof id !== 'string');
  return other < 0 ? found : refuse(`${JSON.stringify(found[other])} as entry ${other}`);
}
