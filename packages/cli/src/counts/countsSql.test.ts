import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { countingRuleNamed } from '@aisle/model/train';
import { describe, expect, test } from 'vitest';
import { countsSql, SQL_DIALECTS } from './countsSql.js';

const published = path.join(import.meta.dirname, '../../sql/counts.sql');

test('the golden tables are those of this counts.sql', async () => {
  const stored = await readFile(path.join(import.meta.dirname, 'golden/counts.sql.sha256'), 'utf8');
  expect(
    createHash('sha256')
      .update(await readFile(published))
      .digest('hex'),
  ).toBe(stored.trim());
});

test('the rules that counts.sql lists are those of the trainer, with their numbers', async () => {
  const rows = [
    ...(await readFile(published, 'utf8')).matchAll(
      /^ *-- +'(.*?)', +'(\w+)', +(\S+), +(\S+), +(\S+), +(\S+), +(\S+)$/gm,
    ),
  ];
  expect(rows.length).toBe(8);
  for (const [, name, decay, rate, ...numbers] of rows) {
    const rule = countingRuleNamed(name!)!;
    const { maxGap, backwardShare, fromExponent, toExponent } = rule;
    expect(numbers.map(Number)).toEqual([maxGap, backwardShare, fromExponent, toExponent]);
    const weight = { inverse: 1 / 3, steps: Number(rate) ** 2, time: Math.exp(-60_000 / Number(rate)) }[decay!]!;
    expect(rule.pairWeight(3, 60_000)).toBeCloseTo(weight, 12);
  }
});

test('for DuckDB, only the folder of the tables is added', async () => {
  const sql = await countsSql('duckdb', '/data/counts');
  expect(sql.replaceAll('/data/counts/', '')).toBe(await readFile(published, 'utf8'));
  expect(sql).toContain("COPY items TO '/data/counts/items.parquet' (FORMAT parquet);");
});

describe.each([
  [
    'bigquery',
    "EXPORT DATA OPTIONS (uri = 'gs://shop/items-*.parquet', format = 'PARQUET', overwrite = true) AS SELECT * FROM items;",
  ],
  ['spark', "INSERT OVERWRITE DIRECTORY 'gs://shop/items.parquet' USING parquet SELECT * FROM items;"],
] as const)('%s', (dialect, exported) => {
  test('exports each table', async () => {
    expect(await countsSql(dialect, 'gs://shop')).toContain(exported);
  });

  test('has no statement of DuckDB alone', async () => {
    expect(await countsSql(dialect, 'gs://shop')).not.toMatch(/^(COPY|CREATE TEMPORARY TABLE)/m);
  });
});

test('a folder is text, not a pattern of replacement', async () => {
  expect(await countsSql('duckdb', 'a$$b$&$`')).toContain("'a$$b$&$`/items.parquet'");
});

test('semicolons end statements and occur nowhere else', async () => {
  const statements = (await readFile(published, 'utf8')).trim().split(';');
  expect(statements.pop()).toBe('');
  for (const statement of statements)
    expect(statement.replace(/^\s*--.*$/gm, '').trim()).toMatch(/^(CREATE (OR REPLACE )?TEMPORARY (TABLE|VIEW)|COPY) /);
});

test('every dialect has the same statements', async () => {
  const statements = await Promise.all(
    SQL_DIALECTS.map(async (dialect) => (await countsSql(dialect, '.')).split(';').length),
  );
  expect(new Set(statements).size).toBe(1);
});
