import { randomNumbers } from '@aisle/core';
import type { OrderSummary } from '@aisle/decisions';
import type { DecisionRow, StoredOrders } from '@aisle/store';
import type { DecisionsHost } from './decisionsHost.js';

const ROW_ID = 'orders';

const ordersIn = (rows: readonly DecisionRow[]) => rows.find(({ decisionId }) => decisionId === ROW_ID)?.orders;
const rowOf = (orders: StoredOrders): DecisionRow => ({
  decisionId: ROW_ID,
  timestampMs: Date.now(),
  intervention: 'all',
  orders,
});

/**
 * The summary of the shopper's orders, kept beyond the age of the events: among the decisions of the history, under its
 * consent, erased with it. Its methods never reject.
 */
export class KeptOrders {
  readonly #host: Pick<DecisionsHost, 'changeDecisions'>;

  constructor(host: Pick<DecisionsHost, 'changeDecisions'>) {
    this.#host = host;
  }

  /** What is kept. Its mark is new if nothing was. Undefined if nothing can be stored. */
  async open(): Promise<StoredOrders | undefined> {
    return this.#host
      .changeDecisions((rows) => {
        const stored = ordersIn(rows);
        if (stored) return { result: stored };
        const orders = { mark: randomNumbers(2).join('-') };
        return { put: rowOf(orders), result: orders };
      })
      .catch(() => undefined);
  }

  /** Keeps a summary, unless the history was erased since `open`: then its mark is gone, and nothing may come back. */
  async keep(opened: StoredOrders, summary: OrderSummary): Promise<void> {
    await this.#host
      .changeDecisions((rows) =>
        ordersIn(rows)?.mark === opened.mark
          ? { put: rowOf({ mark: opened.mark, summary }), result: undefined }
          : { result: undefined },
      )
      .catch(() => undefined);
  }
}
