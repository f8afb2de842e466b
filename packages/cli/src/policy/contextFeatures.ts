import type { ContextFeature } from '@aisle/decisions';

/** Features that a file of counts may have as columns. */
export const CONTEXT_FEATURES = ['hasCart', 'hasOrdered', 'isReturning'] as const satisfies readonly ContextFeature[];
