import { describe } from '@aisle/core';

const DEFAULT_LENGTH = 10;

/**
 * The number of items of a row. An invalid `k`, or a number instead of options, logs a warning and gives the default.
 *
 * @param caller the method of the instance, for the warning
 */
export function rowLength(caller: string, options: { readonly k?: number } | null | undefined): number {
  const isObject = typeof options === 'object';
  const k: unknown = isObject ? options?.k : options;
  if (k === undefined) return DEFAULT_LENGTH;
  if (isObject && typeof k === 'number' && k >= 1) return Math.floor(k);
  console.warn(
    `[aisle] ${caller}: { k } must be a number of at least 1, found ${describe(k)}; used ${DEFAULT_LENGTH}.`,
  );
  return DEFAULT_LENGTH;
}
