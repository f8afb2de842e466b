import type { Reader } from '@aisle/core';
import type { TransitionConfig } from '../transitionTable.js';

const LIMITS = { queryDecay: 1, queryLength: 1024, weight: 1000, scale: 1e9, choiceWeight: 1000 } as const;

export function parseTransitionConfig(reader: Reader): TransitionConfig {
  const number = (field: keyof typeof LIMITS) => reader.field(field).positive(LIMITS[field]);
  const queryLength = number('queryLength');
  if (!Number.isInteger(queryLength)) reader.field('queryLength').refuse('a whole number');
  const choiceWeight = reader.field('choiceWeight').optional((field) => field.positive(LIMITS.choiceWeight));
  return {
    queryDecay: number('queryDecay'),
    queryLength,
    ...(choiceWeight !== undefined && { choiceWeight }),
    weight: number('weight'),
    scale: number('scale'),
  };
}
