import { CONTEXT_FIELDS } from '@aisle/core';
import type { TrainedModel } from '../config.js';
import type { ContextConfig } from '../scoreParts/context.js';
import { buildContextTable } from './buildContextTable.js';
import type { RelationSource } from './relationSource.js';

/**
 * A model that ranks for shoppers without a history.
 *
 * @param model with kinds
 * @param context of `fitContext`. Without it, the model stays as it is.
 */
export function withContext(
  model: TrainedModel,
  context: ContextConfig | undefined,
  { training, timed }: Pick<RelationSource, 'training' | 'timed'>,
): TrainedModel {
  const { config, kinds } = model;
  if (!context || !kinds) return model;
  const fields = CONTEXT_FIELDS.filter((field) => context.weights[field]);
  return {
    ...model,
    config: { ...config, context },
    kinds: { ...kinds, context: buildContextTable(training, kinds, timed, fields) },
  };
}
