import { AisleError } from '@aisle/core';

/** @throws AisleError `aborted` once the signal is aborted */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AisleError('aborted', 'The update was stopped. The release in use stays.');
}
