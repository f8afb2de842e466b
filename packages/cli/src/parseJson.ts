import { AisleError, Reader } from '@aisle/core';

type FileErrorCode = 'manifest-invalid' | 'data-invalid';

/**
 * Parses the text of a JSON file.
 *
 * @param file names the file in messages
 * @param advice what the user can do if the file is damaged
 * @throws AisleError `code`
 */
export function parseJson(
  text: string,
  file: string,
  advice: string,
  code: FileErrorCode = 'manifest-invalid',
): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const found = JSON.stringify(text.slice(0, 40));
    throw new AisleError(code, `${file}: expected JSON, found ${found}. ${advice}`, { file }, cause);
  }
}

/**
 * Checks parsed JSON field by field.
 *
 * @param parse builds the result from the fields and refuses what is wrong
 * @throws AisleError `code`, naming the field, what was found and the remedy
 */
export function checkJson<T>(
  found: unknown,
  file: string,
  advice: string,
  code: FileErrorCode,
  parse: (root: Reader) => T,
): T {
  try {
    return parse(Reader.open(found, file, code));
  } catch (error) {
    if (!(error instanceof AisleError && error.code === code)) throw error;
    throw new AisleError(code, `${error.message} ${advice}`, { ...error.details, file }, error);
  }
}
