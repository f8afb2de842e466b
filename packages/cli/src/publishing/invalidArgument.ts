import { AisleError } from '@aisle/core';

/** The error of a command that was asked for what the folder or its options do not allow. */
export const invalidArgument = (message: string) => new AisleError('invalid-argument', message);

/** Names as messages list them. */
export const joinNames = (names: Iterable<string>) => [...names].join(', ') || 'none';
