import { AisleError } from '@aisle/core';

/**
 * Parses the text of a JSON file.
 *
 * @param file names the file in messages
 * @param advice for the user if the file is damaged
 * @throws AisleError `code`
 */
export function parseJson(
  text: string,
  file: string,
  advice: string,
  code: 'manifest-invalid' | 'data-invalid' = 'manifest-invalid',
): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const found = JSON.stringify(text.slice(0, 40));
    throw new AisleError(code, `${file}: expected JSON, found ${found}. ${advice}`, { file }, cause);
  }
}
