import type { ActionType } from '@aisle/core';
import type { EventNames } from '../eventNames.js';
import type { OmitReason } from '../omitReasons.js';
import type { ExportRecord } from './exportRecord.js';
import type { RowGroup } from './groupedRows.js';
import type { OrderJoin } from './joinedRows.js';

export const EVENT_COLUMNS = ['user_id', 'item_id', 'event', 'timestamp', 'index'] as const;
export type EventColumn = (typeof EVENT_COLUMNS)[number];

/**
 * The export's names for the columns of an event. A name may be a path, such as `billing.email`. The first name with a
 * value counts; for `item_id`, the first name that the file has. Two names of `user_id` are two ids of one shopper.
 */
export type ColumnMapping = Readonly<Partial<Record<EventColumn, readonly string[]>>>;

/** A file that a shop system or an analytics tool exports. */
export interface ExportFormat {
  readonly kind: 'export';
  readonly description: string;
  /** Whether a file is such an export, by its column names or the names of the first record's fields. */
  readonly matches: (names: ReadonlySet<string>) => boolean;
  readonly columns: ColumnMapping;
  /** Action types by value of the event column, or one type for all records. */
  readonly eventTypes: EventNames | ActionType;
  /** Further columns that the rules read. A name that ends in `_` stands for all names that begin with it. */
  readonly ruleColumns?: readonly string[];
  /** Called with each record first. */
  readonly prepare?: (record: ExportRecord) => ExportRecord;
  /** The rows of an order. */
  readonly order?: RowGroup;
  /** The file of `--data` has orders, and that of `--order-items` the items, which are the records. */
  readonly join?: OrderJoin;
  /** The items of a record, and their name for messages. Default: the record is the item. */
  readonly items?: { readonly name: string; readonly of: (record: ExportRecord) => readonly ExportRecord[] };
  /** Why a record is excluded. */
  readonly omits?: (record: ExportRecord) => OmitReason | undefined;
  /** The id of the order that a purchase reports. A page that is loaded again reports its order again. */
  readonly orderId?: (record: ExportRecord) => string;
  /** Why an item is excluded. */
  readonly omitsItem?: (item: ExportRecord) => OmitReason | undefined;
}
