/** Refuses a field of a config that came from outside; what it throws names the field and what was found. */
export type Refuse = (field: string, expected: string, value: unknown) => never;

/** @returns the fields of an object */
export function fieldsOf(found: unknown, field: string, refuse: Refuse): Readonly<Record<string, unknown>> {
  return typeof found === 'object' && found !== null
    ? (found as Record<string, unknown>)
    : refuse(field, 'an object', found);
}
