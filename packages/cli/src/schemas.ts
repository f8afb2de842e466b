import { AisleError, Reader } from '@aisle/core';
import * as v from 'valibot';

/*
 * Schemas for the files that only the CLI reads. Each message completes the sentence "FIELD must be …". Formats that
 * devices read too have one parser, in @aisle/weights: `parsedBy` uses it as a schema.
 */

/** An object with these fields. Other fields are dropped. */
export function object<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.object(entries, ({ path }) => {
    // If a field is missing, valibot reports the object, with the path of the field.
    const missing: object | undefined = path && entries[String(path[0].key)];
    return missing && 'message' in missing && typeof missing.message === 'string' ? missing.message : 'an object';
  });
}

export function list<const Item extends v.GenericSchema>(item: Item, maximum: number) {
  const expected = `a list of at most ${maximum}`;
  return v.pipe(v.array(item, expected), v.maxLength(maximum, expected));
}

export function text(pattern: RegExp, expected: string) {
  return v.pipe(v.string(expected), v.regex(pattern, expected));
}

export function number(minimum: number, maximum: number) {
  const expected = `a number from ${minimum} to ${maximum}`;
  return v.pipe(v.number(expected), v.minValue(minimum, expected), v.maxValue(maximum, expected));
}

export function wholeNumber(maximum: number) {
  const expected = `a whole number from 0 to ${maximum}`;
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(0, expected), v.maxValue(maximum, expected));
}

/**
 * @param parse reads the value, or throws an AisleError
 * @param expected for the message if the value is missing
 */
export function parsedBy<T>(parse: (reader: Reader) => T, expected: string) {
  return v.pipe(
    v.custom<unknown>(() => true, expected),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      try {
        return parse(Reader.open(dataset.value, '', 'data-invalid'));
      } catch (error) {
        addIssue({ message: (error as Error).message });
        return NEVER;
      }
    }),
  );
}

/**
 * Validates the content of a file. The message has the file, the field's path, what it must be, what was found, and the
 * advice.
 *
 * @throws AisleError `code`
 */
export function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  found: unknown,
  file: string,
  advice: string,
  code: 'data-invalid' | 'data-unreadable' = 'data-invalid',
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, found, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  const input = (JSON.stringify(issue.input) ?? 'nothing').slice(0, 80);
  // The message of a shared parser is a sentence about a field of this value.
  const problem = issue.type === 'raw_transform' ? issue.message : ` must be ${issue.message}, found ${input}.`;
  throw new AisleError(code, `${file}: ${field || 'it'}${problem} ${advice}`, { field, file });
}
