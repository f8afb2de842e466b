import { type ActionType, AisleError } from '@aisle/core';
import { COMMON_EVENT_NAMES, eventName } from '../eventNames.js';
import { type InputFile, inputError } from '../inputFile.js';
import { type ColumnMapping, EVENT_COLUMNS, type EventColumn, type ExportFormat } from './exportFormat.js';
import { namedFields } from './namedFields.js';
import type { RecordFile } from './recordFile.js';

/** What the command line says about the columns. */
export interface AskedColumns {
  readonly names: Readonly<Partial<Record<EventColumn, string>>>;
  /** All records are events of this type. */
  readonly event?: ActionType | undefined;
}

/**
 * Parses the values of `--column` and `--event`.
 *
 * @param columns such as `user_id=Email`
 * @throws AisleError `invalid-argument`
 */
export function parseAskedColumns(columns: readonly string[], event: string | undefined): AskedColumns {
  const names = namedFields('column', EVENT_COLUMNS, columns);
  if (event === undefined) return { names };
  const type = COMMON_EVENT_NAMES.get(eventName(event));
  if (type) return { names, event: type };
  throw new AisleError(
    'invalid-argument',
    `--event must be the name of an item event, such as purchase or view_item, found ${JSON.stringify(event)}.`,
    { option: 'event' },
  );
}

/**
 * The names in this file for the columns of an event.
 *
 * @throws AisleError `data-invalid` if a required column, or one of `--column`, is missing
 */
export function columnMapping(
  format: ExportFormat,
  { names, event }: AskedColumns,
  { kind, names: found }: RecordFile,
  input: InputFile,
): ColumnMapping {
  const present = (name: string) =>
    kind === 'array' || kind === 'lines' || found.includes(name.split('.')[0]!) || found.includes(name);
  const mapping: Partial<Record<EventColumn, readonly string[]>> = {};
  for (const column of EVENT_COLUMNS) {
    const isConstant = column === 'event' && (event !== undefined || typeof format.eventTypes === 'string');
    if (isConstant) continue;
    const asked = names[column];
    const isOfItem = column === 'item_id' && format.items !== undefined;
    const candidates = asked === undefined ? (format.columns[column] ?? []) : [asked];
    const usable = isOfItem || column === 'index' ? candidates : candidates.filter(present);
    if (usable.length > 0) mapping[column] = column === 'item_id' ? usable.slice(0, 1) : usable;
    else if (column !== 'index') {
      throw inputError(
        'data-invalid',
        input,
        `no column ${candidates.join(' or ')} for ${column} in ${found.join(', ')}`,
        `Name one with --column ${column}=NAME${column === 'event' ? ', or give --event purchase if all rows are purchases' : ''}.`,
      );
    }
  }
  return mapping;
}

/** The columns to read, for the mapping and for the format's rules. */
export function columnsToRead(format: ExportFormat, mapping: ColumnMapping): string[] {
  const inRecord = EVENT_COLUMNS.filter((column) => !(format.items && (column === 'item_id' || column === 'index')));
  return [
    ...inRecord.flatMap((column) => mapping[column] ?? []).flatMap((name) => [name, name.split('.')[0]!]),
    ...(format.ruleColumns ?? []),
    ...(format.order?.key ?? []),
    ...(format.order?.columns ?? []),
  ];
}
