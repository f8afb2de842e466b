import { csvRecords } from '../csvRecords.js';
import { fileBytes, hasFirstBytes, type InputFile, inputError, type ReadProgress } from '../inputFile.js';
import { parquetColumns, parquetRecords } from '../parquetRecords.js';
import type { RowBatch } from '../rowBatch.js';
import { tableRows } from '../tableRows.js';
import { textLines } from '../textLines.js';
import type { ExportRecord } from './exportRecord.js';
import { jsonRecords } from './jsonRecords.js';
import { xmlRecords } from './xmlRecords.js';

/** What a file is by its content. */
export interface RecordFile {
  /** `array` and `lines` are JSON. */
  readonly kind: 'table' | 'array' | 'lines' | 'parquet' | 'xml';
  /** Names of columns, or of the fields of the first records. */
  readonly names: readonly string[];
}

type OnProgress = ((progress: ReadProgress) => void) | undefined;

const PARQUET_MAGIC = [0x50, 0x41, 0x52, 0x31];
const INSPECTED_BYTES = 4096;
const INSPECTED_RECORDS = 20;
const BYTE_ORDER_MARK = '\ufeff';
/** The kind by the first characters. Other files are tables. */
const STARTS: readonly { readonly start: RegExp; readonly kind: 'array' | 'lines' | 'xml' }[] = [
  { start: /^\s*\[/, kind: 'array' },
  { start: /^\s*\{/, kind: 'lines' },
  { start: /^\s*<(?:\?xml|rss|feed)/, kind: 'xml' },
];

async function firstOf<T>(batches: AsyncIterable<Iterable<T>>): Promise<T | undefined> {
  for await (const [first] of batches) if (first !== undefined) return first;
  return undefined;
}

async function startOf(input: InputFile): Promise<string> {
  for await (const chunk of fileBytes(input))
    return chunk.toString('utf8', 0, INSPECTED_BYTES).replace(BYTE_ORDER_MARK, '');
  return '';
}

/** The names of the fields of the first records. Records of one file may differ, such as calls that identify a shopper. */
async function firstNames(rows: AsyncIterable<RowBatch<ExportRecord>>): Promise<string[]> {
  const names = new Set<string>();
  let rowCount = 0;
  for await (const batch of rows) {
    for (const row of batch.slice(0, INSPECTED_RECORDS))
      if ('value' in row) for (const name of Object.keys(row.value)) names.add(name);
    rowCount += batch.length;
    if (rowCount >= INSPECTED_RECORDS) break;
  }
  return [...names];
}

function textRows(
  input: InputFile,
  kind: 'array' | 'lines' | 'xml',
  onProgress?: OnProgress,
): AsyncIterable<RowBatch<ExportRecord>> {
  const bytes = fileBytes(input, onProgress);
  return kind === 'xml' ? xmlRecords(input, bytes) : jsonRecords(input, bytes, kind);
}

/**
 * Reads the beginning of a file.
 *
 * @returns undefined if it has neither a header nor a first record
 * @throws AisleError as `fileBytes` and `parquetColumns` do
 */
export async function inspectRecordFile(input: InputFile): Promise<RecordFile | undefined> {
  if (await hasFirstBytes(input, PARQUET_MAGIC)) return { kind: 'parquet', names: await parquetColumns(input) };
  const start = await startOf(input);
  const kind = STARTS.find((known) => known.start.test(start))?.kind;
  if (kind) {
    const names = await firstNames(textRows(input, kind));
    return names.length > 0 ? { kind, names } : undefined;
  }
  const header = await firstOf(csvRecords(textLines(input, fileBytes(input)), ','));
  return header && 'value' in header
    ? { kind: 'table', names: header.value.fields.map((name) => name.trim()) }
    : undefined;
}

async function* parquetRows(
  input: InputFile,
  columns: readonly string[],
  onProgress: OnProgress,
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
  onProgress?: OnProgress,
): AsyncIterable<RowBatch<ExportRecord>> {
  if (kind !== 'table' && kind !== 'parquet') return textRows(input, kind, onProgress);
  const read = names.filter((name) =>
    wanted.some((column) => name === column || (column.endsWith('_') && name.startsWith(column))),
  );
  if (read.length === 0)
    throw inputError('data-invalid', input, `none of the columns ${wanted.join(', ')}`, 'Check the names of columns.');
  if (kind === 'parquet') return parquetRows(input, read, onProgress);
  const optional = Object.fromEntries(read.map((name) => [name, [name]]));
  return tableRows<never, string>(input, ',', { required: {}, optional }, () => '', onProgress);
}
