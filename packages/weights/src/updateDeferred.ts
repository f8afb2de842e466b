import { AisleError } from '@aisle/core';

/** The error of an update that a later page view will try again. */
export const updateDeferred = (why: string) =>
  new AisleError('update-deferred', `No update was fetched: ${why}. The release in use stays.`);
