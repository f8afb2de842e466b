import type { OutcomesByArm } from '@aisle/worker';
import type { PageEnvironment } from './pageEnvironment.js';

/** Keeps the counts of `status().outcomes` up to date. */
export class Outcomes {
  counts: OutcomesByArm | undefined;
  #latestRun = 0;
  readonly #count: () => Promise<OutcomesByArm | undefined>;
  readonly #page: Pick<PageEnvironment, 'whenIdle' | 'whenVisible'>;
  readonly #onChange: () => void;

  /** @param count resolves with undefined, or rejects, if the outcomes are unknown */
  constructor(
    count: () => Promise<OutcomesByArm | undefined>,
    page: Pick<PageEnvironment, 'whenIdle' | 'whenVisible'>,
    onChange: () => void,
  ) {
    this.#count = count;
    this.#page = page;
    this.#onChange = onChange;
  }

  /** Counts again when the page is idle and visible: once for all events until then. */
  refresh(): void {
    void this.#refreshWhenIdle().catch(() => undefined);
  }

  async #refreshWhenIdle(): Promise<void> {
    const run = ++this.#latestRun;
    await this.#page.whenIdle();
    // Hidden tabs wait, so that not every open tab reads the history after every event.
    await this.#page.whenVisible();
    const counts = run === this.#latestRun ? await this.#count() : undefined;
    if (!counts || run !== this.#latestRun || JSON.stringify(counts) === JSON.stringify(this.counts)) return;
    this.counts = counts;
    this.#onChange();
  }

  /** Drops the counts: they belong to another history or to a stopped worker. */
  forget(): void {
    this.counts = undefined;
  }
}
