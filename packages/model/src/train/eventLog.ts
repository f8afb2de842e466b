import { ACTION_TYPES, type ActionType } from '@aisle/core';
import type { Action } from '../action.js';

/**
 * Many users' item events as columns: user `u` owns the entries `offsets[u]` to `offsets[u + 1] - 1`, in time order.
 * Columns keep a million events at 15 bytes each, where objects would take ten times that.
 */
export interface EventLog {
  /** [users] */
  readonly userIds: readonly string[];
  /** [items]; embedding row `r` belongs to `itemIds[r - 1]`, since row 0 is padding. */
  readonly itemIds: readonly string[];
  /** [users + 1] */
  readonly offsets: Uint32Array;
  /** [events], embedding rows, 1 to itemIds.length */
  readonly itemRows: Int32Array;
  /** [events], indices into ACTION_TYPES */
  readonly typeIndices: Uint8Array;
  /** [events], milliseconds since the Unix epoch; where a format has none, entries one day apart (`UNTIMED_GAP_MS`) */
  readonly timestampsMs: Float64Array;
  /** [events], 0-based places in the list where an item was found, -1 where that is not known */
  readonly listIndices: Int16Array;
  /** Whether every timestamp is the format's own; false where even one was made up. */
  readonly timed: boolean;
}

/** The gap between events of a format without timestamps, in training as in replay: always the same time-gap bucket. */
export const UNTIMED_GAP_MS = 86_400_000;

/** Places further down all say the same. */
const LAST_LIST_INDEX = 2 ** 15 - 1;

/** Collects events in any user order and gives the columns, each user's events sorted by time (stable). */
export class EventLogBuilder {
  readonly #users = new Map<
    string,
    { rows: number[]; types: number[]; timestampsMs: number[]; listIndices: number[] }
  >();
  readonly #rowOfItem = new Map<string, number>();
  #timed = true;

  /** Makes items known (and fixes their rows) before or without any event, for instance from a catalogue file. */
  addItem(itemId: string): number {
    let row = this.#rowOfItem.get(itemId);
    if (row === undefined) {
      row = this.#rowOfItem.size + 1;
      this.#rowOfItem.set(itemId, row);
    }
    return row;
  }

  /**
   * @param timestampMs where absent, one `UNTIMED_GAP_MS` after the user's previous event, the first at 0
   * @param listIndex 0-based place in the list where the item was found, where that is known
   */
  add(userId: string, itemId: string, type: ActionType, timestampMs?: number, listIndex?: number): void {
    let user = this.#users.get(userId);
    if (!user) this.#users.set(userId, (user = { rows: [], types: [], timestampsMs: [], listIndices: [] }));
    user.rows.push(this.addItem(itemId));
    user.types.push(ACTION_TYPES.indexOf(type));
    if (timestampMs === undefined) this.#timed = false;
    user.timestampsMs.push(timestampMs ?? user.timestampsMs.length * UNTIMED_GAP_MS);
    user.listIndices.push(listIndex === undefined ? -1 : Math.min(LAST_LIST_INDEX, listIndex));
  }

  build(): EventLog {
    const userIds = [...this.#users.keys()];
    const offsets = new Uint32Array(userIds.length + 1);
    let total = 0;
    [...this.#users.values()].forEach((user, u) => {
      total += user.rows.length;
      offsets[u + 1] = total;
    });
    const log = {
      userIds,
      itemIds: [...this.#rowOfItem.keys()],
      offsets,
      itemRows: new Int32Array(total),
      typeIndices: new Uint8Array(total),
      timestampsMs: new Float64Array(total),
      listIndices: new Int16Array(total),
      timed: this.#timed,
    };
    let next = 0;
    for (const { rows, types, timestampsMs, listIndices } of this.#users.values()) {
      const order = timestampsMs.map((_, i) => i).sort((a, b) => timestampsMs[a]! - timestampsMs[b]!);
      for (const i of order) {
        log.itemRows[next] = rows[i]!;
        log.typeIndices[next] = types[i]!;
        log.timestampsMs[next] = timestampsMs[i]!;
        log.listIndices[next] = listIndices[i]!;
        next += 1;
      }
    }
    return log;
  }
}

/** Columns of an EventLog, or of what is held out beside it. */
export type ActionColumns = {
  readonly [column in 'itemRows' | 'typeIndices' | 'timestampsMs' | 'listIndices']: ArrayLike<number>;
};

/** Entry `i` as the model reads it. */
export function actionAt({ itemRows, typeIndices, timestampsMs, listIndices }: ActionColumns, i: number): Action {
  const action = { itemRow: itemRows[i]!, typeIndex: typeIndices[i]!, timestampMs: timestampsMs[i]! };
  return listIndices[i]! < 0 ? action : { ...action, listIndex: listIndices[i]! };
}
