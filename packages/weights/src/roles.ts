import type { Reader } from '@aisle/core';
import { type ModelConfig, sessionHeads } from '@aisle/model';
import type { Shard } from './shard.js';
import type { TensorEntry } from './tensorEntry.js';

/** A file of a release besides items, encoder, item ids, memory and golden vectors. */
export interface RoleFile extends Shard {
  /** What the file is for. */
  readonly role: string;
  /** The tensors of a head, in the order of `headSpecs`; `shard` is 0. Absent for a role that is not known. */
  readonly tensors?: readonly TensorEntry[];
}

/** The roles of the files that a manifest names in fields of their own. */
const FIELD_ROLES = ['items', 'encoder', 'itemIds', 'memory', 'golden'] as const;

/** The role of the file that holds the tensors of a head over the session. */
export const headRole = (name: string) => `head-${name}`;

export const readRole = (reader: Reader): string =>
  reader.text(/^[a-zA-Z][\w-]{0,60}$/, 'a name of letters, digits, dashes and underscores');

/** Whether this version reads files of that role, for a model of that config. */
export function isKnownRole(role: string, config: ModelConfig): boolean {
  return hasDedicatedField(role) || sessionHeads(config).some(({ name }) => headRole(name) === role);
}

export function hasDedicatedField(role: string): boolean {
  return (FIELD_ROLES as readonly string[]).includes(role);
}
