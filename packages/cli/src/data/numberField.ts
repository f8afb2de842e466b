/**
 * A number out of a CSV field: nothing where the field is absent or empty, and text that is no number as it stands, for
 * the check behind to refuse and to show.
 */
export function numberField(text: string | undefined): number | string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
