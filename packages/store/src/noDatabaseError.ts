import { AisleError } from '@aisle/core';

/** The database does not exist, and was not created. */
export class NoDatabaseError extends AisleError {
  constructor(name: string) {
    super('storage-failed', `The database ${name} does not exist.`);
  }
}
