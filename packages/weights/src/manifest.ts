import type { Action, ModelConfig } from '@aisle/model';
import { isKnownRole, type RoleFile } from './roles.js';
import type { Shard } from './shard.js';
import type { TensorEntry } from './tensorEntry.js';

export const MANIFEST_FORMAT = 'aisle-release';
export const MANIFEST_VERSION = 2;

/** A history and what the trainer's own engine answered, for comparing other engines with it. */
export interface GoldenVector {
  readonly history: readonly Action[];
  /** Highest first: embedding row and score (logit). */
  readonly top: readonly { readonly row: number; readonly score: number }[];
}

/** What a release is made of. Whoever trusts the manifest can trust every byte that it names. */
export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly formatVersion: typeof MANIFEST_VERSION;
  readonly releaseId: string;
  /** The release that this one was trained on from. */
  readonly parent?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** An older SDK leaves the release alone and keeps the one that it has: three numbers, as in `SDK_VERSION`. */
  readonly minimumSdkVersion: string;
  readonly config: ModelConfig;
  readonly shards: readonly Shard[];
  /** In the order of `parameterSpecs(config)`. */
  readonly tensors: readonly TensorEntry[];
  /** JSON list of the shop's item ids; entry r - 1 belongs to embedding row r. Its hash stands for the catalogue. */
  readonly itemIds: Shard;
  /** The transition memory (layout in memoryCodec.ts); present exactly where the config has one. */
  readonly memory?: Shard;
  /** JSON list of golden vectors; read by tests and tools, never by a shopper's browser. */
  readonly golden: Shard;
  /** Further files, by role, those of roles that this version does not know included. A reader skips these. */
  readonly files?: readonly RoleFile[];
  /** Roles that the release cannot be used without. */
  readonly required?: readonly string[];
  /** The shortest of them: a device adopts the release where it gives the same answers. */
  readonly check: readonly GoldenVector[];
}

/**
 * The files that deltas are made of: the item-id table, the shards in order, the memory if there is one, then all further
 * files. Those of roles that a reader does not know count too, so that every reader counts alike.
 */
export function deltaFiles({ itemIds, shards, memory, files = [] }: Manifest): Shard[] {
  return [itemIds, ...shards, ...(memory ? [memory] : []), ...files];
}

/** What a shopper's browser fetches: `deltaFiles` without those of roles that this version does not know. No golden vectors. */
export function filesToFetch(manifest: Manifest): Shard[] {
  const skipped = manifest.files?.filter(({ role }) => !isKnownRole(role, manifest.config)) ?? [];
  return deltaFiles(manifest).filter((file) => !(skipped as readonly Shard[]).includes(file));
}
