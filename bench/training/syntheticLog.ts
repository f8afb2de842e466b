import { seededRandom } from '@aisle/core';

/** One event of an invented log. */
export interface SyntheticEvent {
  readonly userId: string;
  readonly itemId: string;
  readonly event: 'view_item' | 'add_to_cart' | 'purchase';
  readonly timestampMs: number;
  readonly price: number;
}

const ITEM_COUNT = 100_000;
/** Item `n` is drawn in proportion to n^(1 / SKEW - 1): the first item takes one event in a hundred. */
const SKEW = 2.5;
const FIRST_MS = Date.UTC(2024, 0, 1);
const SPAN_MS = 365 * 86_400_000;
/** Mean actions of a session, and of a shopper. */
const [SESSION_ACTIONS, SHOPPER_ACTIONS] = [4, 10];
/** A shopper stays near an item with this chance. Without it, nothing could be learned. */
const STAYS = 0.6;
const NEAR_ITEMS = 20;
const [CART_SHARE, PURCHASE_SHARE] = [0.1, 0.4];

/**
 * An invented log of a large shop: sessions in the order of time, few popular items and a long tail, shoppers who return,
 * and items that are viewed after similar ones. The same for every run.
 */
export function* syntheticLog(eventCount: number): Generator<SyntheticEvent> {
  const random = seededRandom(7);
  const popular = () => Math.floor(ITEM_COUNT * random() ** SKEW);
  let userCount = 0;
  for (let written = 0; written < eventCount; ) {
    const isNew = userCount === 0 || random() < SESSION_ACTIONS / SHOPPER_ACTIONS;
    const user = isNew ? userCount++ : Math.floor(userCount * random());
    const left = eventCount - written;
    const actions = Math.min(left, 1 + Math.floor(-Math.log(1 - random()) * (SESSION_ACTIONS - 0.5)));
    let timestampMs = FIRST_MS + Math.floor((SPAN_MS * written) / eventCount);
    let viewed = popular();
    const seen: number[] = [];
    for (let action = 0; action < actions; action++) {
      const isInCart = action > 0 && random() < CART_SHARE;
      const event = !isInCart ? 'view_item' : random() < PURCHASE_SHARE ? 'purchase' : 'add_to_cart';
      if (event === 'view_item') {
        viewed = random() < STAYS ? (viewed + Math.floor(NEAR_ITEMS * random())) % ITEM_COUNT : popular();
        seen.push(viewed);
      }
      const item = event === 'view_item' ? viewed : seen[Math.floor(seen.length * random())]!;
      timestampMs += 1000 + Math.floor(90_000 * random());
      yield { userId: `user-${user}`, itemId: `sku-${item}`, event, timestampMs, price: 5 + (item % 200) + 0.99 };
      written += 1;
    }
  }
}
