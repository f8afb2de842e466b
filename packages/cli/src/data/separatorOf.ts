export type Separator = ',' | ';' | '\t' | '|';

const SEPARATORS: readonly Separator[] = [',', ';', '\t', '|'];
/** Spreadsheets read and write this line before the header. */
const SEPARATOR_LINE = /^sep=([,;\t|])$/i;
const QUOTED = /"[^"]*"/g;

/**
 * The separator of a file by its first line: the most frequent one outside quotes. Spreadsheets write semicolons where
 * the comma is the decimal point.
 *
 * @param expected wins if others are as frequent
 * @returns whether the line is the header, or names the separator
 */
export function separatorOf(firstLine: string, expected: Separator): { separator: Separator; isHeader: boolean } {
  const named = SEPARATOR_LINE.exec(firstLine.trim());
  if (named) return { separator: named[1] as Separator, isHeader: false };
  const text = firstLine.replace(QUOTED, '');
  const count = (separator: Separator) => text.split(separator).length;
  const separator = SEPARATORS.reduce((best, other) => (count(other) > count(best) ? other : best), expected);
  return { separator, isHeader: true };
}
