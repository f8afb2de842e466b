import type { FileHandle } from 'node:fs/promises';
import { AisleError } from '@aisle/core';
import { type AsyncBuffer, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type InputFile, inputError, openInputFile, type ReadProgress } from './inputFile.js';

/** One row by column name. Groups are objects, lists are arrays, and a missing value is `null`. */
export type ParquetRecord = Readonly<Record<string, unknown>>;

const BATCH_ROWS = 4096;
const utf8 = new TextDecoder('utf-8', { fatal: true });

const PARSERS = {
  timestampFromMilliseconds: (ms: bigint) => Number(ms),
  timestampFromMicroseconds: (us: bigint) => Number(us) / 1e3,
  timestampFromNanoseconds: (ns: bigint) => Number(ns / 1000n) / 1e3,
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  stringFromBytes: (bytes: Uint8Array) => utf8.decode(bytes),
};

/** A whole number that JavaScript cannot represent exactly becomes its digits as text. */
function exactNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Lists and groups are changed in place, because nothing else has them. */
function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return exactNumber(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = plainValue(value[i]);
    return value;
  }
  const fields = value as Record<string, unknown>;
  for (const name of Object.keys(fields)) fields[name] = plainValue(fields[name]);
  return value;
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      for (let filled = 0; filled < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) throw new Error(`the file ends at byte ${start + filled}`);
        filled += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

function readError(thrown: unknown, input: InputFile): AisleError {
  return inputError(
    'data-unreadable',
    input,
    `a Parquet file that cannot be read (${(thrown as Error).message})`,
    'Export it again, compressed with snappy, gzip or zstd, and with text in UTF-8.',
    thrown,
  );
}

/** The names of a Parquet file's columns. @throws AisleError `data-unreadable` */
export async function parquetColumns(input: InputFile): Promise<string[]> {
  const handle = await openInputFile(input);
  try {
    const metadata = await parquetMetadataAsync(await bufferOf(handle));
    return parquetSchema(metadata).children.map(({ element }) => element.name);
  } catch (thrown) {
    throw readError(thrown, input);
  } finally {
    await handle.close();
  }
}

/**
 * The rows of a Parquet file, in batches. Memory holds one row group of the columns that are read.
 *
 * An INT64 is a number if it is exact, and otherwise its digits as text. Times are epoch milliseconds, with a fraction.
 * Days are `YYYY-MM-DD`. `parseTimestampMs` reads all of these.
 *
 * @param columns the columns to read; default: all
 * @throws AisleError `data-unreadable` for a file that is not Parquet, lacks a column, or has text that is not UTF-8;
 *   `data-invalid` if it has no rows
 */
export async function* parquetRecords(
  input: InputFile,
  columns?: readonly string[],
  onProgress?: (progress: ReadProgress) => void,
): AsyncGenerator<ParquetRecord[]> {
  const handle = await openInputFile(input);
  try {
    const file = await bufferOf(handle);
    const metadata = await parquetMetadataAsync(file);
    const rowCount = Number(metadata.num_rows);
    if (rowCount === 0) throw inputError('data-invalid', input, 'no rows', 'Export the data again.');
    const names = columns ?? parquetSchema(metadata).children.map(({ element }) => element.name);
    const scan = await parquetScan({ file, metadata, columns: [...names], compressors, parsers: PARSERS });
    for (const range of scan.ranges) {
      const values = await Promise.all(names.map((column) => scan.readColumn({ column, ...range })));
      const groupRows = range.rowEnd - range.rowStart;
      for (let start = 0; start < groupRows; start += BATCH_ROWS) {
        const batchRows = Math.min(BATCH_ROWS, groupRows - start);
        yield Array.from({ length: batchRows }, (_, i) =>
          Object.fromEntries(names.map((name, column) => [name, plainValue(values[column]![start + i])])),
        );
      }
      onProgress?.({
        file: input.file,
        bytesRead: Math.round((file.byteLength * range.rowEnd) / rowCount),
        bytesTotal: file.byteLength,
      });
    }
  } catch (thrown) {
    throw thrown instanceof AisleError ? thrown : readError(thrown, input);
  } finally {
    await handle.close();
  }
}
