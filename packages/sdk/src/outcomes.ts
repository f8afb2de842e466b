import type { OutcomesByArm } from '@aisle/worker';
import type { PageEnvironment } from './pageEnvironment.js';

/** Keeps the counts of `status().outcomes` current. */
export class Outcomes {
  counts: OutcomesByArm | undefined;
  #latestTurn = 0;
  readonly #ask: () => Promise<OutcomesByArm | undefined>;
  readonly #page: Pick<PageEnvironment, 'whenIdle' | 'whenVisible'>;
  readonly #onChange: () => void;

  /** @param ask resolves with undefined, or rejects, where nothing can be known */
  constructor(
    ask: () => Promise<OutcomesByArm | undefined>,
    page: Pick<PageEnvironment, 'whenIdle' | 'whenVisible'>,
    onChange: () => void,
  ) {
    this.#ask = ask;
    this.#page = page;
    this.#onChange = onChange;
  }

  /** Asks again when the page is idle and visible, once for all events until then. */
  renew(): void {
    void this.#renew().catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const turn = ++this.#latestTurn;
    await this.#page.whenIdle();
    // The tabs behind the one that the shopper uses do not each read the history with every event.
    await this.#page.whenVisible();
    const counts = turn === this.#latestTurn ? await this.#ask() : undefined;
    if (!counts || turn !== this.#latestTurn || JSON.stringify(counts) === JSON.stringify(this.counts)) return;
    this.counts = counts;
    this.#onChange();
  }

  /** What was counted is of another history, or of a worker that was stopped. */
  forget(): void {
    this.counts = undefined;
  }
}
