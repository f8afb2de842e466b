/*
 * Lists without methods of Array, which pages replace: libraries of 2010 have an `Array.from` without a mapper, and an
 * `Array.prototype.reduce` without a callback. What decides about consent, and what is stored and erased, uses these
 * functions and syntax only. `Promise` is the browser's own (rollup.config.ts).
 */

export function contains(list: readonly unknown[], value: unknown): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === value) return true;
  return false;
}

/** Also calls `convert` for the holes of a sparse list. Reads the length once, because a list may be a proxy. */
export function mapList<T, U>(list: ArrayLike<T>, convert: (value: T, index: number) => U): U[] {
  const converted: U[] = [];
  const { length } = list;
  for (let i = 0; i < length; i++) converted[i] = convert(list[i]!, i);
  return converted;
}

export function filterList<T, Kept extends T>(list: ArrayLike<T>, keep: (value: T) => value is Kept): Kept[];
export function filterList<T>(list: ArrayLike<T>, keep: (value: T) => unknown): T[];
export function filterList<T>(list: ArrayLike<T>, keep: (value: T) => unknown): T[] {
  const kept: T[] = [];
  mapList(list, (value) => {
    if (keep(value)) kept[kept.length] = value;
  });
  return kept;
}

/** An object, but not a list of this window. Calls no method. */
export const isRecord = (found: unknown): found is Record<string, unknown> =>
  // biome-ignore lint/suspicious/useIsArray: a page may have replaced Array.isArray.
  typeof found === 'object' && found !== null && !(found instanceof Array);

/** A list of this or another window. */
// biome-ignore lint/suspicious/useIsArray: a page may have replaced Array.isArray.
export const isList = (found: unknown): found is readonly unknown[] => found instanceof Array || Array.isArray(found);
