import type { BadRow } from './rowTally.js';

const SHOWN_BAD_ROWS = 20;

/** An `onBadRow` that writes the first 20 malformed rows as `FILE:LINE: message`, and once that the others are left out. */
export function badRowPrinter(writeLine: (text: string) => void): (row: BadRow) => void {
  let seen = 0;
  return ({ file, line, message }) => {
    seen += 1;
    if (seen <= SHOWN_BAD_ROWS) writeLine(`${file}:${line}: ${message}`);
    else if (seen === SHOWN_BAD_ROWS + 1) writeLine('Further malformed rows are skipped without being shown.');
  };
}
