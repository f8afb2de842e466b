import type { EventLog } from '@aisle/model/train';

/** Looks users and items of a log up by id. */
export class LogIndex {
  readonly #rowOfItem: ReadonlyMap<string, number>;
  readonly #indexOfUser: ReadonlyMap<string, number>;

  constructor(readonly log: EventLog) {
    this.#rowOfItem = new Map(log.itemIds.map((itemId, i) => [itemId, i + 1]));
    this.#indexOfUser = new Map(log.userIds.map((userId, i) => [userId, i]));
  }

  /** The item's embedding row, or 0 where the log does not know it. */
  itemRow(itemId: string): number {
    return this.#rowOfItem.get(itemId) ?? 0;
  }

  /** Where the user's events stand in the log's columns: an empty range where the log does not know the user. */
  userRange(userId: string): { readonly start: number; readonly end: number } {
    const user = this.#indexOfUser.get(userId);
    if (user === undefined) return { start: 0, end: 0 };
    return { start: this.log.offsets[user]!, end: this.log.offsets[user + 1]! };
  }
}
