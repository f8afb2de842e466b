import { AisleError } from '@aisle/core';

/** An update that is left for another time. */
export const updateDeferred = (why: string) =>
  new AisleError('update-deferred', `No update was fetched: ${why}. The release in use stays.`);
