const NUMBER = /^-?(?:0|[1-9]\d*)?(?:[.,]\d+)*(?:E[+-]?\d+)?$/i;
const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ][\d:.,]*(?: ?(?:Z|UTC|GMT|AM|PM|[+-]\d\d:?\d\d))?)?$/i;

/**
 * A field of a row, for a message. A wrong column may hold names, addresses or telephone numbers, so of texts only numbers
 * and dates are shown.
 */
export function shownField(found: unknown): string {
  if (typeof found !== 'string' || NUMBER.test(found.trim()) || DATE.test(found.trim()))
    return JSON.stringify(found) ?? 'nothing';
  return `a text of ${found.length} ${found.length === 1 ? 'character' : 'characters'}`;
}
