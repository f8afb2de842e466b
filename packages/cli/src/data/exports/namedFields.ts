import { AisleError } from '@aisle/core';

/**
 * Parses values such as `user_id=Email`.
 *
 * @param option for messages, such as `column`
 * @throws AisleError `invalid-argument`
 */
export function namedFields<Field extends string>(
  option: string,
  fields: readonly Field[],
  values: readonly string[],
): Partial<Record<Field, string>> {
  const names: Partial<Record<Field, string>> = {};
  for (const value of values) {
    const [found = '', ...rest] = value.split('=');
    const field = fields.find((known) => known === found);
    const name = rest.join('=').trim();
    if (field === undefined || name === '') {
      throw new AisleError(
        'invalid-argument',
        `--${option} must be one of ${fields.join(', ')}, then = and the name in the file, such as ${fields[0]}=Name; found ${JSON.stringify(value)}.`,
        { option },
      );
    }
    names[field] = name;
  }
  return names;
}
