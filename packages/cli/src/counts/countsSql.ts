import { readFile } from 'node:fs/promises';

/** Engines for which `counts.sql` is generated. It is written for DuckDB. */
export const SQL_DIALECTS = ['duckdb', 'bigquery', 'spark'] as const;

export type SqlDialect = (typeof SQL_DIALECTS)[number];

/** What differs from DuckDB, as replacements. $1 is the table. */
const REPLACEMENTS: Readonly<Record<SqlDialect, readonly (readonly [RegExp, string])[]>> = {
  duckdb: [[/COPY (\w+) TO '[\w.]+'/g, "COPY $1 TO '{to}/$1.parquet'"]],
  bigquery: [
    // A script has temporary tables, but no temporary views.
    [/CREATE OR REPLACE TEMPORARY VIEW/g, 'CREATE OR REPLACE TEMP TABLE'],
    [/CREATE TEMPORARY TABLE/g, 'CREATE OR REPLACE TEMP TABLE'],
    [/md5\((CONCAT\([^)]*\))\)/g, 'TO_HEX(MD5($1))'],
    [
      /COPY (\w+) TO '[\w.]+' \(FORMAT parquet\)/g,
      "EXPORT DATA OPTIONS (uri = '{to}/$1-*.parquet', format = 'PARQUET', overwrite = true) AS SELECT * FROM $1",
    ],
  ],
  spark: [
    // Temporary views are computed again at every use, unless they are cached.
    [/CREATE TEMPORARY TABLE/g, 'CACHE TABLE'],
    [
      /COPY (\w+) TO '[\w.]+' \(FORMAT parquet\)/g,
      "INSERT OVERWRITE DIRECTORY '{to}/$1.parquet' USING parquet SELECT * FROM $1",
    ],
  ],
};

/** Two folders up from the sources, and from the chunks of the package. */
const file = new URL('../../sql/counts.sql', import.meta.url);

/**
 * The SQL that counts a shop's events, for one engine.
 *
 * @param to folder or URI for the tables, without a quote
 */
export async function countsSql(dialect: SqlDialect, to: string): Promise<string> {
  const sql = await readFile(file, 'utf8');
  return REPLACEMENTS[dialect]
    .reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), sql)
    .replaceAll('{to}', () => to);
}
