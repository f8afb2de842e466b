import type { ExportRecord } from './exportRecord.js';
import { fieldOf, firstField } from './fieldOf.js';

/** Rows that belong together, such as those of an order: `columns` may have values only in the first. */
export interface RowGroup {
  /** The names of the column that all rows of a group share. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** Gives each row the columns that only the first row of its group has. */
export class GroupedRows {
  readonly #group: RowGroup | undefined;
  #previous: ExportRecord = {};

  /** @param group undefined if rows do not belong together */
  constructor(group: RowGroup | undefined) {
    this.#group = group;
  }

  fill(record: ExportRecord): ExportRecord {
    if (!this.#group) return record;
    const { key: names, columns } = this.#group;
    const key = firstField(record, names);
    const isSame = key === undefined || key === firstField(this.#previous, names);
    const carried = isSame
      ? columns.flatMap((name) => (fieldOf(record, name) === undefined ? [[name, this.#previous[name]]] : []))
      : [];
    this.#previous = { ...record, ...Object.fromEntries(carried) };
    return this.#previous;
  }
}
