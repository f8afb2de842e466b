import { type Arm, armOf, armOfResult, type TrackedEvent } from '@aisle/core';
import type { OutcomesByArm } from '../protocol.js';
import { HistoryFollower, type HistoryReader } from './historyFollower.js';

/** Counts the outcomes of results from a history's events. */
class OutcomeCounter {
  readonly #counts = {
    personalised: { shown: 0, clicked: 0, purchased: 0 },
    holdout: { shown: 0, clicked: 0, purchased: 0 },
  };
  /** Keys of shown results, of clicked items in results, and of orders. Each counts once. */
  readonly #seen = new Set<string>();
  /** The arm of each item's latest click. */
  readonly #lastClickArm = new Map<string, Arm>();

  #isFirst(...key: readonly string[]): boolean {
    const text = JSON.stringify(key);
    return !this.#seen.has(text) && this.#seen.add(text) !== undefined;
  }

  /** @param historyArm the arm for results whose id does not contain one */
  add(event: TrackedEvent, historyArm: Arm | undefined): void {
    if (event.type === 'purchase') {
      const { transaction_id, items } = event;
      // A reloaded confirmation page reports the same order again.
      if (transaction_id !== undefined && !this.#isFirst('order', transaction_id)) return;
      for (const itemId of new Set(items.map(({ item_id }) => item_id))) {
        const arm = this.#lastClickArm.get(itemId);
        if (arm) this.#counts[arm].purchased += 1;
      }
      return;
    }
    const { result_id = '' } = event;
    const arm = armOfResult(result_id, historyArm);
    if (!arm) return;
    if (event.type === 'view_item_list') {
      if (this.#isFirst('shown', result_id)) this.#counts[arm].shown += 1;
    } else if (event.type === 'select_item' || event.type === 'view_item' || event.type === 'add_to_cart') {
      for (const { item_id } of event.items) {
        if (this.#isFirst('clicked', result_id, item_id)) this.#counts[arm].clicked += 1;
        this.#lastClickArm.set(item_id, arm);
      }
    }
  }

  get byArm(): OutcomesByArm {
    return this.#counts;
  }
}

/** @param events oldest first */
export function outcomesOf(events: readonly TrackedEvent[], historyArm?: Arm): OutcomesByArm {
  const counter = new OutcomeCounter();
  for (const event of events) counter.add(event, historyArm);
  return counter.byArm;
}

/** Counts the outcomes of the whole history without storing its events. */
export class Outcomes extends HistoryFollower {
  #counter = new OutcomeCounter();
  readonly #holdoutShare: number;

  constructor(store: HistoryReader, holdoutShare: number) {
    super(store, Infinity);
    this.#holdoutShare = holdoutShare;
  }

  protected override add(events: readonly TrackedEvent[]): void {
    for (const event of events) this.#counter.add(event, armOf(this.historyId!, this.#holdoutShare));
  }

  protected override drop(): void {
    this.#counter = new OutcomeCounter();
  }

  get byArm(): OutcomesByArm {
    return this.#counter.byArm;
  }
}
