/** How exports write a missing number. */
const MISSING = /^\s*(?:null|none|nan|n\/a|\\n|-)?\s*$/i;

/**
 * Parses a number of a field. A missing value is undefined. Text that is not a number is returned unchanged, so that the
 * validation can quote it.
 */
export function numberField(text: string | undefined): number | string | undefined {
  if (text === undefined || MISSING.test(text)) return undefined;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
