import type { Kinds } from '../kinds.js';
import type { Relations } from '../relations.js';
import { buildKinds } from './buildKinds.js';
import { buildRelations } from './buildRelations.js';
import type { RelationSource } from './relationSource.js';

/** The tables of a model that are counted from a `RelationSource`. */
export interface RelationTables {
  readonly relations: Required<Relations>;
  readonly kinds: Kinds;
}

export function relationTables(source: RelationSource): RelationTables {
  return { relations: buildRelations(source), kinds: buildKinds(source) };
}
