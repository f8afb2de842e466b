/**
 * Joins two ids of one shopper, such as a browser's cookie and an account. A record with only the account gets the
 * cookie that an earlier record had with it. So an order that a server sends follows the views of the same shopper.
 */
export class ShopperIds {
  readonly #firstOfSecond = new Map<string, string>();

  /** @returns undefined if the record has no id */
  resolve(first: string | undefined, second: string | undefined): string | undefined {
    if (second === undefined) return first;
    const known = this.#firstOfSecond.get(second);
    if (first === undefined) return known ?? `second ${second}`;
    if (known === undefined) this.#firstOfSecond.set(second, first);
    return first;
  }
}
