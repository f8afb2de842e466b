import { ACTION_TYPES, type ActionType } from '@aisle/core';
import type { Action } from '../action.js';

/**
 * The item events of many users, as columns. The events of user `u` are entries `offsets[u]` to `offsets[u + 1] - 1`,
 * in time order. Columns take 15 bytes for each event; objects would take ten times as much.
 */
export interface EventLog {
  /** [users] */
  readonly userIds: readonly string[];
  /** [items]; embedding row `r` belongs to `itemIds[r - 1]`, because row 0 is padding. */
  readonly itemIds: readonly string[];
  /** [users + 1] */
  readonly offsets: Uint32Array;
  /** [events], embedding rows, 1 to itemIds.length */
  readonly itemRows: Int32Array;
  /** [events], indices into ACTION_TYPES */
  readonly typeIndices: Uint8Array;
  /** [events], milliseconds since the Unix epoch; one day apart (`UNTIMED_GAP_MS`) if the format has no timestamps */
  readonly timestampsMs: Float64Array;
  /** [events], 0-based list positions, -1 if unknown */
  readonly listIndices: Int16Array;
  /** Whether every timestamp came from the data. False if one of them was generated. */
  readonly timed: boolean;
}

/**
 * The gap between events of a format without timestamps, in training and in replay. It always falls into the same
 * time-gap bucket.
 */
export const UNTIMED_GAP_MS = 86_400_000;

/** Higher list positions are stored as this one. */
const MAX_LIST_INDEX = 2 ** 15 - 1;

/** Collects events in any order of users, and builds the columns. Events of a user are sorted by time (stable). */
export class EventLogBuilder {
  readonly #users = new Map<
    string,
    { rows: number[]; types: number[]; timestampsMs: number[]; listIndices: number[] }
  >();
  readonly #rowOfItem = new Map<string, number>();
  #timed = true;

  /**
   * Adds an item before or without an event, for instance from a catalogue file. The order of calls determines the
   * rows.
   */
  addItem(itemId: string): number {
    let row = this.#rowOfItem.get(itemId);
    if (row === undefined) {
      row = this.#rowOfItem.size + 1;
      this.#rowOfItem.set(itemId, row);
    }
    return row;
  }

  /**
   * @param timestampMs Default: `UNTIMED_GAP_MS` after the user's previous event, 0 for the first event.
   * @param listIndex 0-based list position. Default: unknown.
   */
  add(userId: string, itemId: string, type: ActionType, timestampMs?: number, listIndex?: number): void {
    let user = this.#users.get(userId);
    if (!user) this.#users.set(userId, (user = { rows: [], types: [], timestampsMs: [], listIndices: [] }));
    user.rows.push(this.addItem(itemId));
    user.types.push(ACTION_TYPES.indexOf(type));
    if (timestampMs === undefined) this.#timed = false;
    user.timestampsMs.push(timestampMs ?? user.timestampsMs.length * UNTIMED_GAP_MS);
    user.listIndices.push(listIndex === undefined ? -1 : Math.min(MAX_LIST_INDEX, listIndex));
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

/** Columns of an EventLog or of test examples. */
export type ActionColumns = {
  readonly [column in 'itemRows' | 'typeIndices' | 'timestampsMs' | 'listIndices']: ArrayLike<number>;
};

/** Entry `i` as an action. */
export function actionAt({ itemRows, typeIndices, timestampsMs, listIndices }: ActionColumns, i: number): Action {
  const action = { itemRow: itemRows[i]!, typeIndex: typeIndices[i]!, timestampMs: timestampsMs[i]! };
  return listIndices[i]! < 0 ? action : { ...action, listIndex: listIndices[i]! };
}
