import { AisleError } from '@aisle/core';
import { type AskedColumns, columnMapping } from './exports/columnMapping.js';
import type { ColumnMapping, ExportFormat } from './exports/exportFormat.js';
import type { InspectedFile } from './exports/joinedRows.js';
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
  /** The file of `--order-items`, which has the rows. */
  readonly items?: InspectedFile;
}

export type ChosenFormat = ChosenExport | { readonly name: FormatName; readonly format: LineFormat | TableFormat };

const NO_COLUMNS: AskedColumns = { names: {} };

/** Tables have many formats. The name of the file determines theirs. */
const FORMAT_OF_KIND: Readonly<Partial<Record<RecordFile['kind'], FormatName>>> = {
  parquet: 'columns',
  array: 'columns',
  lines: 'jsonl',
};

/** A file with our columns is not an export, whatever other columns it kept from one. */
const OWN_COLUMNS = ['user_id', 'item_id', 'event', 'timestamp'] as const;

function recognised({ names }: RecordFile): FormatName | undefined {
  const present = new Set(names);
  if (OWN_COLUMNS.every((name) => present.has(name))) return undefined;
  return (Object.keys(EVENT_FORMATS) as FormatName[]).find((name) => {
    const format: EventFormat = EVENT_FORMATS[name];
    return format.kind === 'export' && format.matches(present);
  });
}

const needlessItems = (name: string) =>
  new AisleError(
    'invalid-argument',
    `Asked for --order-items, found --data of the format ${name}, which has the items. Remove --order-items.`,
    { format: name },
  );

async function orderItems(
  { join, description }: ExportFormat,
  orders: InputFile,
  { names }: RecordFile,
  file: string | undefined,
): Promise<InspectedFile | undefined> {
  if (!join) {
    if (file !== undefined) throw needlessItems(description);
    return undefined;
  }
  if (!names.includes(join.orderKey) || file === undefined) {
    throw new AisleError(
      'invalid-argument',
      `Asked to read --data ${orders.file}, found one of two tables. Give the orders with --data and their items with --order-items. Format: ${description}.`,
      { file: orders.file },
    );
  }
  const input: InputFile = { file, option: '--order-items' };
  const found = await inspectRecordFile(input);
  if (found?.names.includes(join.itemKey)) return { input, file: found };
  throw inputError('data-invalid', input, `no column ${join.itemKey}`, `Expected format: ${description}.`);
}

/**
 * The format of an event log: the requested one. Otherwise, it is an export that the header or the first records show,
 * or the format of other JSON and Parquet, or that of the file's name.
 *
 * @throws AisleError `invalid-argument` for an unknown format; `data-invalid` if the file lacks a required column; or as
 *   `fileBytes` does
 */
export async function chooseFormat(
  input: InputFile,
  asked: string | undefined,
  columns: AskedColumns = NO_COLUMNS,
  orderItemsFile?: string,
): Promise<ChosenFormat> {
  const isNamed = Object.keys(columns.names).length > 0 || columns.event !== undefined;
  const file = asked === undefined ? await inspectRecordFile(input) : undefined;
  const found = file && recognised(file);
  const byContent = isNamed ? 'columns' : file && FORMAT_OF_KIND[file.kind];
  const name = found ?? (asked === undefined ? byContent : undefined) ?? formatOf(input.file, asked);
  const format: EventFormat = EVENT_FORMATS[name];
  if (format.kind === 'export') {
    const records = file ?? (await inspectRecordFile(input));
    if (!records)
      throw inputError('data-invalid', input, 'neither a header nor a JSON object', 'Export the data again.');
    const used = columns.event === undefined ? format : { ...format, eventTypes: columns.event };
    const items = await orderItems(format, input, records, orderItemsFile);
    const rows = items ? { ...items.file, names: [...items.file.names, 'order'] } : records;
    const mapping = columnMapping(used, columns, rows, items?.input ?? input);
    return { name, format: used, file: records, mapping, ...(items && { items }) };
  }
  if (orderItemsFile !== undefined) throw needlessItems(name);
  if (!isNamed) return { name, format };
  throw new AisleError(
    'invalid-argument',
    `Asked for --format ${name} and --column or --event, which work with exports and --format columns only. Remove one of them.`,
    { format: name },
  );
}
