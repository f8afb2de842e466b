import type { PlainError } from '@aisle/core';
import type { Tier } from '../tier.js';

/** The problem of a tier that could not start or has stopped. @param tier undefined if none is left */
export const noBackend = (tier: Tier | undefined, message: string): PlainError => ({
  code: 'no-backend',
  message,
  details: { tier },
});
