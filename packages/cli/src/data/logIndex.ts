import type { EventLog } from '@aisle/model/train';

/** Looks up users and items of a log by id. */
export class LogIndex {
  readonly #rowOfItem: ReadonlyMap<string, number>;
  readonly #indexOfUser: ReadonlyMap<string, number>;

  /** @param hashUserId makes the log's user ids from those of the files */
  constructor(
    readonly log: EventLog,
    readonly hashUserId = (userId: string) => userId,
  ) {
    this.#rowOfItem = new Map(log.itemIds.map((itemId, i) => [itemId, i + 1]));
    this.#indexOfUser = new Map(log.userIds.map((userId, i) => [userId, i]));
  }

  /** The item's embedding row; 0 if the log does not have the item. */
  itemRow(itemId: string): number {
    return this.#rowOfItem.get(itemId) ?? 0;
  }

  /** The range of the user's events in the log's columns. It is empty if the log does not have the user. */
  userRange(userId: string): { readonly start: number; readonly end: number } {
    const user = this.#indexOfUser.get(userId);
    if (user === undefined) return { start: 0, end: 0 };
    return { start: this.log.offsets[user]!, end: this.log.offsets[user + 1]! };
  }
}
