import type { Reader } from '@aisle/core';
import { type ModelConfig, RELATION_NAMES, sessionHeads } from '@aisle/model';
import type { Shard } from './shard.js';
import type { TensorEntry } from './tensorEntry.js';

/** A file of a release that has no dedicated field in the manifest. */
export interface RoleFile extends Shard {
  /** The purpose of the file. */
  readonly role: string;
  /** The tensors of a head, in the order of `headSpecs`; `shard` is 0. Absent for other roles. */
  readonly tensors?: readonly TensorEntry[];
}

/** The roles of files with a dedicated field in the manifest. */
const FIELD_ROLES = ['items', 'encoder', 'itemIds', 'memory', 'golden'] as const;

/** The role of the file with the kinds of the items. */
export const KINDS_ROLE = 'kinds';

/** The roles of the files that decisions need: the shop's declaration, its policy, and the models of order timing. */
export const DECISION_ROLES = ['interventions', 'policy', 'timing'] as const;
export type DecisionRole = (typeof DECISION_ROLES)[number];

/** The most bytes of the file of a decision role. */
export const MAX_DECISION_BYTES = 1 << 18;

/** The role of the file with the tensors of a session head. */
export const headRole = (name: string) => `head-${name}`;

export const readRole = (reader: Reader): string =>
  reader.text(/^[a-zA-Z][\w-]{0,60}$/, 'a name of letters, digits, dashes and underscores');

/** Whether this version reads files of the role, for a model with this config. */
export function isKnownRole(role: string, config: ModelConfig): boolean {
  const hasTable = ([KINDS_ROLE, ...RELATION_NAMES, ...DECISION_ROLES] as readonly string[]).includes(role);
  return hasDedicatedField(role) || hasTable || isHeadRole(role, config);
}

/** Whether the file of the role has the tensors of a head of this config. */
export function isHeadRole(role: string, config: ModelConfig): boolean {
  return sessionHeads(config).some(({ name }) => headRole(name) === role);
}

export function hasDedicatedField(role: string): boolean {
  return (FIELD_ROLES as readonly string[]).includes(role);
}
