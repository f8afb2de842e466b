import type { ActionType } from '@aisle/core';
import type { EventNames } from './eventNames.js';
import type { ExportFormat } from './exports/exportFormat.js';
import type { ParsedRow } from './logRow.js';
import type { Separator } from './separatorOf.js';
import type { ColumnNames } from './tableRows.js';

/** A file with a header line and one event per row. */
export interface TableFormat {
  readonly kind: 'table';
  readonly description: string;
  readonly separator: Separator;
  /** If a format has an `event` column, every file must have it. */
  readonly required: ColumnNames<'userId' | 'itemId' | 'timestamp'> & Partial<ColumnNames<'event'>>;
  readonly optional: Partial<ColumnNames<'price' | 'quantity' | 'index' | 'device' | 'referrer' | 'landingCategory'>>;
  /** Action types by value of the event column, or one type for all rows. */
  readonly eventTypes: EventNames | ActionType;
}

/** A file with one row per line. Blank lines are skipped. */
export interface LineFormat {
  readonly kind: 'lines';
  readonly description: string;
  /** @param line 1-based @throws AisleError `invalid-event` if the line is malformed */
  readonly parseLine: (text: string, line: number) => ParsedRow;
}

export type EventFormat = TableFormat | LineFormat | ExportFormat;
