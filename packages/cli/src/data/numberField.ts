/**
 * Parses a number of a CSV field. An absent or empty field is undefined. Text that is not a number is returned
 * unchanged, so that the validation can quote it.
 */
export function numberField(text: string | undefined): number | string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
