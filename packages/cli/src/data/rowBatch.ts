/** A row from a reader of lines or records: its value or its problem. */
export type Row<T> = { readonly line: number; readonly value: T } | { readonly line: number; readonly problem: string };

/** Successive rows. A step of an asynchronous loop takes longer than reading a row, so each step takes many. */
export type RowBatch<T> = readonly Row<T>[];

/** The rows with other values. */
export function mapRows<T, Mapped>(rows: RowBatch<T>, map: (value: T, line: number) => Mapped): RowBatch<Mapped> {
  return rows.map((row) => ('problem' in row ? row : { line: row.line, value: map(row.value, row.line) }));
}
