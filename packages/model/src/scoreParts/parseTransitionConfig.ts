import type { Reader } from '@aisle/core';
import type { TransitionConfig } from '../transitionTable.js';

const LIMITS = { queryDecay: 1, queryLength: 1024, weight: 1000, scale: 1e9 } as const;

export function parseTransitionConfig(reader: Reader): TransitionConfig {
  const number = (field: keyof TransitionConfig) => reader.field(field).positive(LIMITS[field]);
  const queryLength = number('queryLength');
  if (!Number.isInteger(queryLength)) reader.field('queryLength').refuse('a whole number');
  return { queryDecay: number('queryDecay'), queryLength, weight: number('weight'), scale: number('scale') };
}
