import type { ActionType } from '@aisle/core';
import type { Separator } from './csvRecords.js';
import type { EventNames } from './eventNames.js';
import type { LogRow } from './logRow.js';
import type { ColumnNames } from './tableRows.js';

/** A file with a header line and one event per row. */
export interface TableFormat {
  readonly kind: 'table';
  readonly description: string;
  readonly separator: Separator;
  /** A format that has an `event` column needs it as much as the others. */
  readonly required: ColumnNames<'userId' | 'itemId' | 'timestamp'> & Partial<ColumnNames<'event'>>;
  readonly optional: Partial<ColumnNames<'price' | 'quantity' | 'index'>>;
  /** What the values of the event column mean, or the one type of all rows. */
  readonly eventTypes: EventNames | ActionType;
}

/** A file that says what it has to say line by line. Blank lines are no rows. */
export interface LineFormat {
  readonly kind: 'lines';
  readonly description: string;
  /** @param line 1-based @throws AisleError `invalid-event` where the line is malformed */
  readonly parseLine: (text: string, line: number) => LogRow;
}

export type EventFormat = TableFormat | LineFormat;
