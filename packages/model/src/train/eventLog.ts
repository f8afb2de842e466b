import { ACTION_TYPES, type ActionType, type VisitContext } from '@aisle/core';
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
  readonly contexts: EventContexts;
  /** Whether every timestamp came from the data. False if one of them was generated. */
  readonly timed: boolean;
}

/** What is known of the visits of a log. */
export interface EventContexts {
  /** Each context once. The first one is empty. */
  readonly distinct: readonly VisitContext[];
  /** [events], indices into `distinct`. Empty if the log says nothing. */
  readonly ofEvent: Uint32Array;
}

/**
 * The gap between events of a format without timestamps, in training and in replay. It always falls into the same
 * time-gap bucket.
 */
export const UNTIMED_GAP_MS = 86_400_000;

/** Higher list positions are stored as this one. */
const MAX_LIST_INDEX = 2 ** 15 - 1;

/** Events in the order in which they were added. `users` are indices. Only the first entries are used. */
interface AddedEvents {
  users: Uint32Array;
  itemRows: Int32Array;
  typeIndices: Uint8Array;
  timestampsMs: Float64Array;
  listIndices: Int16Array;
  contextIndices: Uint32Array;
}

function addedEvents(capacity: number, before?: AddedEvents): AddedEvents {
  const added = {
    users: new Uint32Array(capacity),
    itemRows: new Int32Array(capacity),
    typeIndices: new Uint8Array(capacity),
    timestampsMs: new Float64Array(capacity),
    listIndices: new Int16Array(capacity),
    contextIndices: new Uint32Array(capacity),
  };
  if (before) for (const name of Object.keys(added) as (keyof AddedEvents)[]) added[name].set(before[name]);
  return added;
}

const FIRST_CAPACITY = 1024;

/** Collects events in any order of users, and builds the columns. Events of a user are sorted by time (stable). */
export class EventLogBuilder {
  readonly #indexOfUser = new Map<string, number>();
  /** By user. */
  readonly #eventCounts: number[] = [];
  /** By JSON. */
  readonly #contexts = new Map([['{}', { index: 0, context: {} as VisitContext }]]);
  readonly #rowOfItem = new Map<string, number>();
  #added = addedEvents(FIRST_CAPACITY);
  #eventCount = 0;
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
  add(
    userId: string,
    itemId: string,
    type: ActionType,
    timestampMs?: number,
    listIndex?: number,
    context?: VisitContext,
  ): void {
    let user = this.#indexOfUser.get(userId);
    if (user === undefined) {
      user = this.#eventCounts.push(0) - 1;
      this.#indexOfUser.set(userId, user);
    }
    if (timestampMs === undefined) this.#timed = false;
    const at = this.#eventCount++;
    if (at === this.#added.users.length) this.#added = addedEvents(2 * at, this.#added);
    const added = this.#added;
    added.users[at] = user;
    added.itemRows[at] = this.addItem(itemId);
    added.typeIndices[at] = ACTION_TYPES.indexOf(type);
    added.timestampsMs[at] = timestampMs ?? this.#eventCounts[user]! * UNTIMED_GAP_MS;
    added.listIndices[at] = listIndex === undefined ? -1 : Math.min(MAX_LIST_INDEX, listIndex);
    if (context) added.contextIndices[at] = this.#indexOfContext(context);
    this.#eventCounts[user]! += 1;
  }

  #indexOfContext(context: VisitContext): number {
    const key = JSON.stringify(context);
    let known = this.#contexts.get(key);
    if (!known) this.#contexts.set(key, (known = { index: this.#contexts.size, context }));
    return known.index;
  }

  build(): EventLog {
    const offsets = new Uint32Array(this.#eventCounts.length + 1);
    this.#eventCounts.forEach((count, user) => (offsets[user + 1] = offsets[user]! + count));
    const { users, itemRows, typeIndices, timestampsMs, listIndices, contextIndices } = this.#added;
    const order = new Uint32Array(this.#eventCount);
    const next = offsets.slice();
    for (let at = 0; at < order.length; at++) order[next[users[at]!]!++] = at;
    for (let user = 0; user + 1 < offsets.length; user++)
      order.subarray(offsets[user], offsets[user + 1]).sort((a, b) => timestampsMs[a]! - timestampsMs[b]! || a - b);
    const distinct = [...this.#contexts.values()].map(({ context }) => context);
    return {
      userIds: [...this.#indexOfUser.keys()],
      itemIds: [...this.#rowOfItem.keys()],
      offsets,
      itemRows: new Int32Array(order.length).map((_, i) => itemRows[order[i]!]!),
      typeIndices: new Uint8Array(order.length).map((_, i) => typeIndices[order[i]!]!),
      timestampsMs: new Float64Array(order.length).map((_, i) => timestampsMs[order[i]!]!),
      listIndices: new Int16Array(order.length).map((_, i) => listIndices[order[i]!]!),
      contexts: {
        distinct,
        ofEvent: new Uint32Array(distinct.length > 1 ? order.length : 0).map((_, i) => contextIndices[order[i]!]!),
      },
      timed: this.#timed,
    };
  }
}

/** The contexts of some events of a log. */
export const contextsOf = ({ distinct, ofEvent }: EventContexts, entries: ArrayLike<number>): EventContexts => ({
  distinct,
  ofEvent: ofEvent.length > 0 ? Uint32Array.from(entries, (i) => ofEvent[i]!) : ofEvent,
});

/** Columns of an EventLog or of test examples. */
export type ActionColumns = {
  readonly [column in 'itemRows' | 'typeIndices' | 'timestampsMs' | 'listIndices']: ArrayLike<number>;
} & { readonly contexts?: EventContexts };

/** Entry `i` as an action. */
export function actionAt(
  { itemRows, typeIndices, timestampsMs, listIndices, contexts }: ActionColumns,
  i: number,
): Action {
  const context = contexts?.ofEvent[i];
  return {
    itemRow: itemRows[i]!,
    typeIndex: typeIndices[i]!,
    timestampMs: timestampsMs[i]!,
    ...(listIndices[i]! >= 0 && { listIndex: listIndices[i]! }),
    ...(context && { context: contexts!.distinct[context]! }),
  };
}
