import { AisleError } from '@aisle/core';
import { type AskedColumns, columnMapping } from './exports/columnMapping.js';
import type { ColumnMapping, ExportFormat } from './exports/exportFormat.js';
import { inspectRecordFile, type RecordFile } from './exports/recordFile.js';
import type { EventFormat, LineFormat, TableFormat } from './format.js';
import { EVENT_FORMATS, type FormatName, formatOf } from './formatTable.js';
import { type InputFile, inputError } from './inputFile.js';

/** How an export is read. */
export interface ChosenExport {
  readonly name: FormatName;
  readonly format: ExportFormat;
  readonly file: RecordFile;
  readonly mapping: ColumnMapping;
}

export type ChosenFormat = ChosenExport | { readonly name: FormatName; readonly format: LineFormat | TableFormat };

const NO_COLUMNS: AskedColumns = { names: {} };

function recognised({ names }: RecordFile): FormatName | undefined {
  const present = new Set(names);
  return (Object.keys(EVENT_FORMATS) as FormatName[]).find((name) => {
    const format: EventFormat = EVENT_FORMATS[name];
    return format.kind === 'export' && format.matches(present);
  });
}

/**
 * The format of an event log: the requested one, else an export that the header or the first record shows, else the one
 * of the file's name.
 *
 * @throws AisleError `invalid-argument` for an unknown format; `data-invalid` if the file lacks a required column; or as
 *   `fileBytes` does
 */
export async function chooseFormat(
  input: InputFile,
  asked: string | undefined,
  columns: AskedColumns = NO_COLUMNS,
): Promise<ChosenFormat> {
  const isNamed = Object.keys(columns.names).length > 0 || columns.event !== undefined;
  const file = asked === undefined ? await inspectRecordFile(input) : undefined;
  const found = file && recognised(file);
  const isColumns = isNamed || file?.kind === 'parquet';
  const name = found ?? (asked === undefined && isColumns ? 'columns' : formatOf(input.file, asked));
  const format: EventFormat = EVENT_FORMATS[name];
  if (format.kind === 'export') {
    const records = file ?? (await inspectRecordFile(input));
    if (!records)
      throw inputError('data-invalid', input, 'neither a header nor a JSON object', 'Export the data again.');
    const used = columns.event === undefined ? format : { ...format, eventTypes: columns.event };
    return { name, format: used, file: records, mapping: columnMapping(used, columns, records, input) };
  }
  if (!isNamed) return { name, format };
  throw new AisleError(
    'invalid-argument',
    `Asked for --format ${name} and --column or --event, which work with exports and --format columns only. Remove one of them.`,
    { format: name },
  );
}
