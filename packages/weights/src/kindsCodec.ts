import { AisleError, Reader } from '@aisle/core';
import {
  type ContextTable,
  type Kinds,
  MAX_CONTEXT_LEVEL,
  MAX_CONTEXT_VALUES,
  MAX_TRENDING,
  type Repurchase,
} from '@aisle/model';

/*
 * The file of the kinds (role `kinds`) is JSON with the fields of `Kinds`. Lists of numbers are lists. `medianDays` is
 * absent if it is undefined. `context` is absent or an object with `demand` and `byValue`, which has a list for each value.
 */

const MAX_KINDS = 65_536;
const MAX_NAME_LENGTH = 300;
const MAX_DAYS = 100_000;
/** A character takes up to 6 bytes. Share and days of a kind take up to 70, with their names. */
const MAX_KIND_BYTES = 6 * MAX_NAME_LENGTH + 100;
/** A row or a kind has at most seven digits, and a comma. */
const MAX_NUMBER_BYTES = 8;
/** A level has at most a sign and three digits, and a comma. A context value is a field and a category path. */
const MAX_LEVEL_BYTES = 5;
const MAX_VALUE_BYTES = 6 * MAX_NAME_LENGTH + 100;
const SLACK_BYTES = 200;

/** The largest file of kinds for this number of items. */
export const maxKindsBytes = (itemCount: number) =>
  Math.min(itemCount, MAX_KINDS) * MAX_KIND_BYTES +
  (itemCount + 1 + Math.min(itemCount, MAX_TRENDING)) * MAX_NUMBER_BYTES +
  (itemCount + 1) * MAX_LEVEL_BYTES +
  MAX_CONTEXT_VALUES * (MAX_VALUE_BYTES + Math.min(itemCount, MAX_KINDS) * MAX_LEVEL_BYTES) +
  SLACK_BYTES;

export function encodeKinds({ names, ofRow, repurchases, trending, context }: Kinds): Uint8Array {
  const json = {
    names,
    ofRow: [...ofRow],
    repurchases,
    trending: [...trending],
    ...(context && {
      context: {
        demand: [...context.demand],
        byValue: Object.fromEntries([...context.byValue].map(([value, levels]) => [value, [...levels]])),
      },
    }),
  };
  return new TextEncoder().encode(JSON.stringify(json));
}

/** @throws AisleError `weights-mismatch` for a file that is not the kinds of `itemCount` items */
export function decodeKinds(bytes: Uint8Array, itemCount: number): Kinds {
  const root = Reader.open(parseText(bytes), 'File of kinds', 'weights-mismatch');
  const names = root
    .field('names')
    .list(Math.min(itemCount, MAX_KINDS))
    .map((name) => name.text(/^.{1,300}$/s, `a text of 1 to ${MAX_NAME_LENGTH} characters`));
  if (new Set(names).size < names.length) root.field('names').refuse('a list of different texts');
  const ofRow = readRows(root.field('ofRow'), -1, names.length - 1);
  if (ofRow.length !== itemCount + 1) root.field('ofRow').refuse(`a list of ${itemCount + 1}`);
  if (ofRow[0] !== -1) root.field('ofRow').refuse('a list that begins with -1');
  const trending = readRows(root.field('trending'), 1, itemCount);
  if (trending.length > MAX_TRENDING || new Set(trending).size < trending.length)
    root.field('trending').refuse(`a list of at most ${MAX_TRENDING} different rows`);
  const repurchases = root.field('repurchases').list(names.length, names.length).map(readRepurchase);
  const context = root.field('context').optional((reader) => readContext(reader, itemCount, names.length));
  return { names, ofRow, repurchases, trending, ...(context && { context }) };
}

function readContext(reader: Reader, itemCount: number, kindCount: number): ContextTable {
  const levels = (field: Reader, length: number) => {
    const found = readRows(field, -MAX_CONTEXT_LEVEL, MAX_CONTEXT_LEVEL);
    return found.length === length ? found : field.refuse(`a list of ${length}`);
  };
  const byValue = reader.field('byValue');
  const values = Object.keys(byValue.raw ?? byValue.refuse('an object'));
  return {
    demand: levels(reader.field('demand'), itemCount + 1),
    byValue: new Map(values.map((value) => [value, levels(byValue.field(value), kindCount)])),
  };
}

const readRepurchase = (reader: Reader): Repurchase => ({
  share: reader.field('share').number(0, 1),
  medianDays: reader.field('medianDays').optional((days) => days.number(0, MAX_DAYS)),
});

/** `Reader.list` makes an object for each entry, which takes too long for a million items. */
function readRows(reader: Reader, minimum: number, maximum: number): Int32Array {
  const list: unknown = reader.raw;
  const isRow = (value: unknown) =>
    Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
  if (!Array.isArray(list) || !list.every(isRow))
    reader.refuse(`a list of whole numbers from ${minimum} to ${maximum}`);
  return Int32Array.from(list as number[]);
}

function parseText(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new AisleError(
      'weights-mismatch',
      'File of kinds: expected JSON, found something else. Write the release again.',
      {},
      cause,
    );
  }
}
