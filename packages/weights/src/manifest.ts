import type { Action, ModelConfig } from '@aisle/model';
import { isKnownRole, type RoleFile } from './roles.js';
import type { Shard } from './shard.js';
import type { TensorEntry } from './tensorEntry.js';

export const MANIFEST_FORMAT = 'aisle-release';
export const MANIFEST_VERSION = 2;

/** A history and the trainer's answer to it. Other engines must give the same answer. */
export interface GoldenVector {
  readonly history: readonly Action[];
  /** Highest first: embedding row and score (logit). */
  readonly top: readonly { readonly row: number; readonly score: number }[];
  /** The logit of each head over the session at the time of the last action, by the name of the head. */
  readonly heads?: Readonly<Record<string, number>>;
}

/** The contents of a release. A trusted manifest makes every file trusted, because it lists their hashes. */
export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly formatVersion: typeof MANIFEST_VERSION;
  readonly releaseId: string;
  /** The release from which training continued. */
  readonly parent?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Three numbers, as in `SDK_VERSION`. An older SDK rejects the release and keeps its current one. */
  readonly minimumSdkVersion: string;
  readonly config: ModelConfig;
  readonly shards: readonly Shard[];
  /** In the order of `parameterSpecs(config)`. */
  readonly tensors: readonly TensorEntry[];
  /** JSON list of the shop's item ids; entry r - 1 belongs to embedding row r. Its hash identifies the list of items. */
  readonly itemIds: Shard;
  /** The item-to-item transitions, called `memory` in the format (layout in transitionsCodec.ts); present if the config has them. */
  readonly memory?: Shard;
  /** JSON list of golden vectors. Tests and tools read it; a shopper's browser never does. */
  readonly golden: Shard;
  /** Further files by role. A reader skips roles that it does not know. */
  readonly files?: readonly RoleFile[];
  /** Roles that a reader must know to use the release. */
  readonly required?: readonly string[];
  /** The shortest golden vectors. A device uses the release only if it reproduces their answers. */
  readonly check: readonly GoldenVector[];
}

/**
 * The files of a delta: item ids, shards in order, transitions if present, then all further files. Files of unknown
 * roles are included, so that every reader uses the same indices.
 */
export function deltaFiles({ itemIds, shards, memory, files = [] }: Manifest): Shard[] {
  return [itemIds, ...shards, ...(memory ? [memory] : []), ...files];
}

/** The files that a shopper's browser fetches: `deltaFiles` without unknown roles. Golden vectors are not among them. */
export function filesToFetch(manifest: Manifest): Shard[] {
  const skipped = manifest.files?.filter(({ role }) => !isKnownRole(role, manifest.config)) ?? [];
  return deltaFiles(manifest).filter((file) => !(skipped as readonly Shard[]).includes(file));
}
