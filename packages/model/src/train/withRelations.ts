import type { TrainedModel } from '../config.js';
import type { RelationName } from '../relations.js';
import type { TransitionConfig } from '../transitionTable.js';
import type { RelationTables } from './relationTables.js';

/** How the relations count in the score. An absent one does not. */
export type RelationConfigs = { readonly [name in RelationName]?: TransitionConfig };

/** A model with relations and kinds. */
export function withRelations(model: TrainedModel, configs: RelationConfigs, tables: RelationTables): TrainedModel {
  return { ...model, config: { ...model.config, ...configs }, ...tables };
}
