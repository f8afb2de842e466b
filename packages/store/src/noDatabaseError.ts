import { AisleError } from '@aisle/core';

/** There is no database of this name, and none was created. */
export class NoDatabaseError extends AisleError {
  constructor(name: string) {
    super('storage-failed', `There is no database ${name}.`);
  }
}
