import { csvRecords } from '../csvRecords.js';
import { fileBytes, hasFirstBytes, type InputFile, inputError, type ReadProgress } from '../inputFile.js';
import { parquetColumns, parquetRecords } from '../parquetRecords.js';
import type { RowBatch } from '../rowBatch.js';
import { tableRows } from '../tableRows.js';
import { textLines } from '../textLines.js';
import type { ExportRecord } from './exportFormat.js';
import { jsonRecords } from './jsonRecords.js';

/** The kind of a file by its content. */
export interface RecordFile {
  readonly kind: 'table' | 'json' | 'parquet';
  /** Names of columns, or of the fields of the first record. */
  readonly names: readonly string[];
  /** The first record of a JSON file. */
  readonly first?: ExportRecord;
}

const PARQUET_MAGIC = [0x50, 0x41, 0x52, 0x31];
const JSON_START = /^\s*[[{]/;

async function firstOf<T>(
  batches: AsyncIterable<readonly T[]>,
  counts: (value: T) => boolean = () => true,
): Promise<T | undefined> {
  for await (const batch of batches) {
    const first = batch.find(counts);
    if (first) return first;
  }
  return undefined;
}

const linesOf = (input: InputFile, onProgress?: (progress: ReadProgress) => void) =>
  textLines(input, fileBytes(input, onProgress));

/**
 * Reads the beginning of a file.
 *
 * @returns undefined if it has neither a header nor a JSON object
 * @throws AisleError as `fileBytes` and `parquetColumns` do
 */
export async function inspectRecordFile(input: InputFile): Promise<RecordFile | undefined> {
  if (await hasFirstBytes(input, PARQUET_MAGIC)) return { kind: 'parquet', names: await parquetColumns(input) };
  const start = await firstOf(linesOf(input), ({ text }) => text.trim() !== '');
  if (start && JSON_START.test(start.text)) {
    const row = await firstOf(jsonRecords(linesOf(input)));
    return row && 'value' in row ? { kind: 'json', names: Object.keys(row.value), first: row.value } : undefined;
  }
  const header = await firstOf(csvRecords(linesOf(input), ','));
  return header && 'value' in header
    ? { kind: 'table', names: header.value.fields.map((name) => name.trim()) }
    : undefined;
}

async function* parquetRows(
  input: InputFile,
  columns: readonly string[],
  onProgress?: (progress: ReadProgress) => void,
): AsyncGenerator<RowBatch<ExportRecord>> {
  let line = 0;
  for await (const records of parquetRecords(input, columns, onProgress))
    yield records.map((value) => ({ line: ++line, value }));
}

/**
 * The records of a file. The line of a Parquet row is its number.
 *
 * @param wanted names of the columns to read. A name that ends in `_` stands for all names that begin with it
 * @throws AisleError as `fileBytes`, `tableRows` and `parquetRecords` do
 */
export function recordRows(
  input: InputFile,
  { kind, names }: RecordFile,
  wanted: readonly string[],
  onProgress?: (progress: ReadProgress) => void,
): AsyncIterable<RowBatch<ExportRecord>> {
  if (kind === 'json') return jsonRecords(linesOf(input, onProgress));
  const read = names.filter((name) =>
    wanted.some((column) => name === column || (column.endsWith('_') && name.startsWith(column))),
  );
  if (read.length === 0)
    throw inputError('data-invalid', input, `none of the columns ${wanted.join(', ')}`, 'Check --format and --column.');
  if (kind === 'parquet') return parquetRows(input, read, onProgress);
  return tableRows<never, string>(
    input,
    ',',
    { required: {}, optional: Object.fromEntries(read.map((name) => [name, [name]])) },
    () => '',
    onProgress,
  );
}
