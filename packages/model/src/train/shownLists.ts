import { ACTION_TYPES } from '@aisle/core';
import { actionAt, type EventLog } from './eventLog.js';

/** A list that a shopper was shown, as the shop ordered it. */
export interface ShownList {
  /** Index of the user in the log. */
  readonly user: number;
  readonly timestampMs: number;
  /** Embedding rows by list position; 0 where the log has no item. */
  readonly rows: readonly number[];
  /** List positions of the items that the shopper chose from it. */
  readonly clicks: ReadonlyMap<number, { readonly timestampMs: number }>;
}

interface GrowingList extends ShownList {
  readonly rows: number[];
  readonly clicks: Map<number, { readonly timestampMs: number }>;
}

const SHOWN = ACTION_TYPES.indexOf('view_item_list');
const CLICKED = ACTION_TYPES.indexOf('select_item');

/**
 * The lists of a log, in the order of its events: `view_item_list` events of one user and time, with list positions. A
 * `select_item` event with a list position belongs to the user's latest list with that item there.
 *
 * @param log with real timestamps
 */
export function shownLists(log: EventLog): ShownList[] {
  const lists: ShownList[] = [];
  log.userIds.forEach((_, user) => {
    const own: GrowingList[] = [];
    for (let i = log.offsets[user]!; i < log.offsets[user + 1]!; i++) {
      const { itemRow, typeIndex, timestampMs, listIndex } = actionAt(log, i);
      if (listIndex === undefined) continue;
      if (typeIndex === SHOWN) {
        const latest = own.at(-1);
        // A position twice begins another list of the same time.
        const isSame = latest?.timestampMs === timestampMs && !latest.rows[listIndex];
        const list: GrowingList = isSame ? latest : { user, timestampMs, rows: [], clicks: new Map() };
        if (!isSame) own.push(list);
        while (list.rows.length <= listIndex) list.rows.push(0);
        list.rows[listIndex] = itemRow;
      }
      if (typeIndex === CLICKED) {
        const list = own.filter(({ rows }) => rows[listIndex] === itemRow).at(-1);
        if (list && !list.clicks.has(listIndex)) list.clicks.set(listIndex, { timestampMs });
      }
    }
    lists.push(...own);
  });
  return lists;
}
