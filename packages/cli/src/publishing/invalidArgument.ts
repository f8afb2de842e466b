import { AisleError } from '@aisle/core';

/** The error for a request that the folder or the options do not allow. */
export const invalidArgument = (message: string) => new AisleError('invalid-argument', message);

/** Joins names for a message. */
export const joinNames = (names: Iterable<string>) => [...names].join(', ') || 'none';
