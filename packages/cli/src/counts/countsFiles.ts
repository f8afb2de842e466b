import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type InputFile, inputError } from '../data/inputFile.js';
import { type ParquetRecord, parquetRecords } from '../data/parquetRecords.js';

/** The tables that `counts.sql` writes. */
export type CountsTable = 'neighbours' | 'items' | 'labels';

const ADVICE = 'Give the folder into which counts.sql wrote neighbours, items and labels.';

/**
 * The Parquet files of a table. DuckDB writes `items.parquet`, Spark a folder of that name with parts, BigQuery files
 * such as `items-000000000000.parquet`.
 *
 * @throws AisleError `data-unreadable`
 */
async function filesOf(directory: string, table: CountsTable): Promise<InputFile[]> {
  const input: InputFile = { file: directory, option: '--counts' };
  const found = await readdir(directory, { recursive: true }).catch((thrown: Error) => {
    throw inputError('data-unreadable', input, `a folder that cannot be read (${thrown.message})`, ADVICE, thrown);
  });
  const isPart = new RegExp(`^${table}\\b[^/\\\\]*([/\\\\].*)?\\.parquet$`);
  const files = found.filter((name) => isPart.test(name)).sort();
  // Spark's folder ends like a file.
  const parts = files.filter((name) => !files.some((other) => other.startsWith(`${name}${path.sep}`)));
  if (parts.length === 0) throw inputError('data-unreadable', input, `no ${table}.parquet`, ADVICE);
  return parts.map((name) => ({ file: path.join(directory, name), option: '--counts' }));
}

/**
 * The rows of a table of counts, in no certain order.
 *
 * @throws AisleError `data-unreadable` for a folder without the table, or as `parquetRecords` does
 */
export async function* countsRecords(
  directory: string,
  table: CountsTable,
  columns: readonly string[],
): AsyncGenerator<ParquetRecord> {
  for (const input of await filesOf(directory, table))
    for await (const batch of parquetRecords(input, columns)) yield* batch;
}
