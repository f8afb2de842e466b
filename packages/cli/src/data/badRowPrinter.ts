import type { BadRow } from './rowTally.js';

const SHOWN_BAD_ROWS = 20;

/** Creates an `onBadRow` that prints the first 20 malformed rows as `FILE:LINE: message`, then one line about the rest. */
export function badRowPrinter(writeLine: (text: string) => void): (row: BadRow) => void {
  let rowCount = 0;
  return ({ file, line, message }) => {
    rowCount += 1;
    if (rowCount <= SHOWN_BAD_ROWS) writeLine(`${file}:${line}: ${message}`);
    else if (rowCount === SHOWN_BAD_ROWS + 1) writeLine('Further malformed rows are skipped but not listed.');
  };
}
