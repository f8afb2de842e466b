/** `IDBKeyRange` for Node, which lacks it. Numbers sort before strings, as in IndexedDB. */
export class InMemoryKeyRange {
  constructor(
    readonly lower: IDBValidKey | undefined,
    readonly upper: IDBValidKey | undefined,
    readonly lowerOpen = false,
    readonly upperOpen = false,
  ) {}

  static upperBound(upper: IDBValidKey, open = false): InMemoryKeyRange {
    return new InMemoryKeyRange(undefined, upper, false, open);
  }

  static lowerBound(lower: IDBValidKey, open = false): InMemoryKeyRange {
    return new InMemoryKeyRange(lower, undefined, open);
  }

  static bound(lower: IDBValidKey, upper: IDBValidKey): InMemoryKeyRange {
    return new InMemoryKeyRange(lower, upper);
  }

  includes(key: IDBValidKey): boolean {
    const fromLower = this.lower === undefined ? 1 : compareKeys(key, this.lower);
    const toUpper = this.upper === undefined ? 1 : compareKeys(this.upper, key);
    return fromLower >= (this.lowerOpen ? 1 : 0) && toUpper >= (this.upperOpen ? 1 : 0);
  }
}

/** @returns a positive number, 0 or a negative number */
export function compareKeys(a: IDBValidKey, b: IDBValidKey): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a > b ? 1 : a < b ? -1 : 0;
}
