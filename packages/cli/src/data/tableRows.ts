import { csvRecords } from './csvRecords.js';
import { fileBytes, type InputFile, inputError, type ReadProgress } from './inputFile.js';
import type { Row, RowBatch } from './rowBatch.js';
import type { Separator } from './separatorOf.js';
import { textLines } from './textLines.js';

/** Accepted header names of each field. */
export type ColumnNames<Field extends string> = Readonly<Record<Field, readonly string[]>>;

export interface TableColumns<Required extends string, Optional extends string> {
  /** A format may also require an optional field; the row's type keeps it optional. */
  readonly required: ColumnNames<Required> & Partial<ColumnNames<Optional>>;
  readonly optional: Partial<ColumnNames<Optional>>;
}

export type TableRow<Required extends string, Optional extends string> = Record<Required, string> &
  Partial<Record<Optional, string>>;

const namesOf = (columns: Partial<ColumnNames<string>>) =>
  Object.values(columns).filter((names) => names !== undefined);

/** Index of the first column with one of the names, else with one in another case; else -1. */
function columnOf(header: readonly string[], names: readonly string[]): number {
  const exact = header.findIndex((name) => names.includes(name));
  if (exact !== -1) return exact;
  const wanted = names.map((name) => name.toLowerCase());
  return header.findIndex((name) => wanted.includes(name.toLowerCase()));
}

/** Whether a header has all required columns. */
export function hasColumns(header: readonly string[], required: Partial<ColumnNames<string>>): boolean {
  return namesOf(required).every((names) => columnOf(header, names) !== -1);
}

function checkHeader(
  input: InputFile,
  header: readonly string[],
  required: Partial<ColumnNames<string>>,
  advice: string,
): void {
  const lists = namesOf(required);
  const missing = lists.filter((names) => columnOf(header, names) === -1);
  const columns = (found: readonly (readonly string[])[]) => found.map((names) => names.join(' or ')).join(', ');
  if (missing.length > 0) {
    throw inputError(
      'data-invalid',
      input,
      `no column ${columns(missing)} in ${header.some((name) => name.includes('@')) ? 'line 1, which is a row and not a header' : `the header ${header.join(', ')}`}`,
      `${advice} Required columns: ${columns(lists)}.`,
    );
  }
  const repeated = lists.flat().find((name) => header.filter((found) => columnOf([found], [name]) === 0).length > 1);
  if (repeated !== undefined) {
    throw inputError(
      'data-invalid',
      input,
      `the column ${repeated} twice in the header`,
      'Rename or delete one of them.',
    );
  }
}

/**
 * The rows of a CSV or TSV file as objects with the named fields. Columns may have any order. An empty field is an empty
 * text. An optional field without a column is absent.
 *
 * @param headerAdvice advice for a header without a required column
 * @throws AisleError `data-invalid` for a wrong header, or as `fileBytes` does
 */
export async function* tableRows<Required extends string, Optional extends string>(
  input: InputFile,
  separator: Separator,
  { required, optional }: TableColumns<Required, Optional>,
  headerAdvice: (header: readonly string[]) => string,
  onProgress?: (progress: ReadProgress) => void,
): AsyncGenerator<RowBatch<TableRow<Required, Optional>>> {
  let header: readonly string[] | undefined;
  let columns: (readonly [string, number])[] = [];
  for await (const records of csvRecords(textLines(input, fileBytes(input, onProgress)), separator)) {
    const rows: Row<TableRow<Required, Optional>>[] = [];
    for (const record of records) {
      if (!header) {
        if ('problem' in record)
          throw inputError('data-invalid', input, `an unreadable header: ${record.problem}`, 'Correct line 1.');
        const names = record.value.fields.map((name) => name.trim());
        checkHeader(input, names, required, headerAdvice(names));
        header = names;
        columns = Object.entries<readonly string[]>({ ...required, ...optional } as ColumnNames<string>)
          .map(([field, accepted]) => [field, columnOf(names, accepted)] as const)
          .filter(([, column]) => column !== -1);
      } else if ('problem' in record) {
        rows.push(record);
      } else if (record.value.fields.length !== header.length) {
        const { fields, lastLine } = record.value;
        const span = lastLine > record.line ? ` on lines ${record.line} to ${lastLine}` : '';
        rows.push({
          line: record.line,
          problem: `found ${fields.length} columns${span}, the header has ${header.length}.`,
        });
      } else {
        const value: Record<string, string> = {};
        for (const [field, column] of columns) value[field] = record.value.fields[column]!;
        rows.push({ line: record.line, value: value as TableRow<Required, Optional> });
      }
    }
    yield rows;
  }
}
