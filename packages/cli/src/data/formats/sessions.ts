import type { LineFormat } from '../format.js';
import { untimedRow } from '../logRow.js';

/** Each session is one user, named `s` and the line number. Public data sets in this format contain clicks. */
export const sessions: LineFormat = {
  kind: 'lines',
  description: 'one session per line: item item ... (in time order, read as views)',
  parseLine: (text, line) => untimedRow(`s${line}`, text.trim().split(/\s+/), 'view_item'),
};
