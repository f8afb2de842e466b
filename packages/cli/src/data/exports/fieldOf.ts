import type { ExportRecord } from './exportRecord.js';

/** How exports write a missing value: MySQL, PostgreSQL, GA4. */
const MISSING: ReadonlySet<string> = new Set(['', 'NULL', 'null', '\\N', '(not set)', '(not provided)']);

const isRecord = (value: unknown): value is ExportRecord => typeof value === 'object' && value !== null;

/** A field by its name or its path. An empty text, and each word for a missing value, is undefined. */
export function fieldOf(record: ExportRecord, name: string): unknown {
  let value = record[name];
  if (value === undefined && name.includes('.')) {
    value = record;
    for (const part of name.split('.')) value = isRecord(value) ? value[part] : undefined;
  }
  if (value === null) return undefined;
  return typeof value === 'string' && MISSING.has(value.trim()) ? undefined : value;
}

/** The first of these fields that has a value. */
export function firstField(record: ExportRecord, names: readonly string[]): unknown {
  for (const name of names) {
    const value = fieldOf(record, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A field as text in lower case, without outer spaces; empty if it has no value. */
export const wordOf = (record: ExportRecord, ...names: readonly string[]): string =>
  String(firstField(record, names) ?? '')
    .trim()
    .toLowerCase();

/** A field as a number; undefined if it has none. */
export function numberOf(record: ExportRecord, ...names: readonly string[]): number | undefined {
  const word = wordOf(record, ...names);
  const value = Number(word);
  return word === '' || Number.isNaN(value) ? undefined : value;
}

/** A list of records; empty if the field is something else. */
export function recordsIn(value: unknown): readonly ExportRecord[] {
  if (Array.isArray(value)) return value.filter(isRecord);
  return [];
}
