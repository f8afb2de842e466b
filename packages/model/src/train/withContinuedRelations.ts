import type { TrainedModel } from '../config.js';
import { RELATION_NAMES, type Relations } from '../relations.js';
import { buildKinds } from './buildKinds.js';
import { continuedTransitions } from './continueTransitions.js';
import type { RelationSource } from './relationSource.js';
import { relationTables } from './relationTables.js';
import { withContext } from './withContext.js';

/**
 * A continued model with relations and kinds. Relations of rows that were not learned stay as in the release, so that a
 * browser downloads only a small part again. Kinds are counted again, because what sells lately changes every day. So
 * is what new shoppers choose. A
 * release without relations gets none, because nothing says how they would count.
 */
export function withContinuedRelations(
  model: TrainedModel,
  release: TrainedModel,
  source: RelationSource,
  learnedRows: Uint8Array,
): TrainedModel {
  const complete = (tables: Pick<TrainedModel, 'relations' | 'kinds'>) =>
    withContext({ ...model, ...tables }, release.config.context, source);
  if (!release.relations) return release.kinds ? complete({ kinds: buildKinds(source) }) : model;
  const counted = relationTables(source);
  const relations: Relations = Object.fromEntries(
    RELATION_NAMES.flatMap((name) => {
      const released = release.relations?.[name];
      return released ? [[name, continuedTransitions(released, counted.relations[name], learnedRows)]] : [];
    }),
  );
  return complete({ relations, kinds: counted.kinds });
}
