/** There is no database of this name, and none was created. */
export class NoDatabaseError extends Error {
  constructor(name: string) {
    super(`There is no database ${name}.`);
  }
}
