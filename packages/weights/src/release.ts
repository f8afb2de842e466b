import { AisleError } from '@aisle/core';
import {
  allSpecs,
  floatItemMatrix,
  type ItemMatrix,
  RELATION_NAMES,
  type Relations,
  type TrainedModel,
} from '@aisle/model';
import { decodeKinds } from './kindsCodec.js';
import type { Manifest } from './manifest.js';
import { DECISION_ROLES, type DecisionRole, KINDS_ROLE } from './roles.js';
import type { Shard } from './shard.js';
import { dequantize, type TensorEntry, tensorParts } from './tensorEntry.js';
import { decodeTransitions } from './transitionsCodec.js';

/** A release whose files were verified. */
export interface Release extends TrainedModel {
  readonly manifest: Manifest;
  /** The parameters of encoder and heads. Those of the items are in `items`, as int8. `wholeModel` returns all. */
  readonly values: TrainedModel['values'];
  readonly items: ItemMatrix;
  /** [itemCount]; entry r - 1 belongs to embedding row r. */
  readonly itemIds: readonly string[];
  /**
   * The JSON of the files for decisions, by role; without the roles that the release does not have. Only the code for
   * decisions parses them (`@aisle/decisions`), so that a fault in them leaves the ranking in use.
   */
  readonly decisionFiles: Readonly<Partial<Record<DecisionRole, string>>>;
}

/**
 * Builds a release from verified files.
 *
 * @param files By name. At least `filesToFetch(manifest)`.
 * @throws AisleError `weights-mismatch` for a missing file, or for item ids or tables of another config
 */
export function assembleRelease(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): Release {
  const bytesOf = ({ file }: Shard): Uint8Array => {
    const bytes = files.get(file);
    if (bytes) return bytes;
    throw new AisleError(
      'weights-mismatch',
      `Release: expected the file ${file}, found ${files.size} others. Write the release again.`,
      { file },
    );
  };
  const { config } = manifest;
  const shards = manifest.shards.map(bytesOf);
  const tensors = new Map(manifest.tensors.map((tensor) => [tensor.name, readTensor(tensor, shards[tensor.shard]!)]));
  for (const file of manifest.files ?? [])
    for (const tensor of file.tensors ?? []) tensors.set(tensor.name, readTensor(tensor, bytesOf(file)));
  const [vectors, bias] = [tensors.get('item_embedding')!, floats(tensors.get('item_bias')!)];
  const values = new Map(
    [...tensors]
      .filter(([name]) => name !== 'item_embedding' && name !== 'item_bias')
      .map(([name, tensor]) => [name, floats(tensor)]),
  );
  const transitions = manifest.memory && decodeTransitions(bytesOf(manifest.memory), config.itemCount);
  const roleBytes = (role: string) => {
    const file = manifest.files?.find((one) => one.role === role);
    return file && bytesOf(file);
  };
  const relations = readRelations(roleBytes, config.itemCount);
  const kindsBytes = roleBytes(KINDS_ROLE);
  const decisionFiles: Partial<Record<DecisionRole, string>> = {};
  for (const role of DECISION_ROLES) {
    const bytes = roleBytes(role);
    if (bytes) decisionFiles[role] = new TextDecoder().decode(bytes);
  }
  return {
    manifest,
    config,
    values,
    items:
      vectors instanceof Float32Array
        ? floatItemMatrix(vectors, bias)
        : { vectors: vectors.int8, scales: vectors.scales, bias },
    itemIds: parseItemIds(bytesOf(manifest.itemIds), config.itemCount),
    decisionFiles,
    ...(transitions && { transitions }),
    ...(relations && { relations }),
    ...(kindsBytes && { kinds: decodeKinds(kindsBytes, config.itemCount) }),
  };
}

/** @returns undefined if the release has none */
function readRelations(bytesOf: (role: string) => Uint8Array | undefined, itemCount: number): Relations | undefined {
  const tables = RELATION_NAMES.flatMap((name) => {
    const bytes = bytesOf(name);
    return bytes ? [[name, decodeTransitions(bytes, itemCount)] as const] : [];
  });
  return tables.length > 0 ? Object.fromEntries(tables) : undefined;
}

/** All parameters as float32, for tfjs. */
export function wholeModel(release: Release): TrainedModel {
  const { config, values, items, transitions, relations, kinds } = release;
  const orderTiming = release.decisionFiles.timing;
  const { vectors, scales, bias } = items;
  const itemVectors = vectors instanceof Float32Array ? vectors : dequantize(vectors, scales);
  const all = new Map([...values, ['item_embedding', itemVectors], ['item_bias', bias]]);
  return {
    config,
    values: new Map(allSpecs(config).map(({ name }) => [name, all.get(name)!])),
    ...(transitions && { transitions }),
    ...(relations && { relations }),
    ...(kinds && { kinds }),
    ...(orderTiming && { orderTiming }),
  };
}

type Tensor = Float32Array | { readonly int8: Int8Array; readonly scales: Float32Array };

function readTensor(tensor: TensorEntry, shard: Uint8Array): Tensor {
  // Copies are aligned at any offset, and the shard can be garbage-collected.
  const [values, scales] = tensorParts(tensor).map(
    ({ byteOffset, bytes }) => shard.slice(byteOffset, byteOffset + bytes).buffer,
  );
  return scales ? { int8: new Int8Array(values!), scales: new Float32Array(scales) } : new Float32Array(values!);
}

function floats(tensor: Tensor): Float32Array {
  return tensor instanceof Float32Array ? tensor : dequantize(tensor.int8, tensor.scales);
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
    refuse('invalid JSON', cause);
  }
  if (!Array.isArray(found)) return refuse('no list');
  if (found.length !== itemCount) return refuse(`${found.length}`);
  const ids = new Set<unknown>();
  found.forEach((id, entry) => {
    if (typeof id !== 'string') refuse(`${JSON.stringify(id)} as entry ${entry}`);
    // An item has one row. With two, its scores would depend on which row is used.
    if (ids.has(id)) refuse(`${JSON.stringify(id)} twice, again as entry ${entry}`);
    ids.add(id);
  });
  return found;
}
