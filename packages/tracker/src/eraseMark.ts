import { SETTLE_MS } from './consentController.js';
import type { DeviceStore } from './deviceStore.js';
import { readLocalText, writeLocalText } from './localText.js';
import type { PageEnvironment } from './pageEnvironment.js';
import type { PageHistory } from './pageHistory.js';

/**
 * A mark in local storage: the history must be erased before a page uses it. A page with a pending denial sets the
 * mark, because it may be closed or crash before the denial is settled.
 *
 * The text is the time when the erasure is due, in milliseconds since the Unix epoch.
 */
export class EraseMark {
  /** Whether the device has no history to erase. */
  #isNeedless = false;
  readonly #key: string;
  readonly #page: PageEnvironment;
  readonly #now: () => number;

  constructor(namespace: string, page: PageEnvironment, now: () => number) {
    this.#key = `aisle-${namespace}-erase`;
    this.#page = page;
    this.#now = now;
  }

  /** Milliseconds until the erasure is due. Undefined without a mark. */
  get remainingMs(): number | undefined {
    const text = readLocalText(this.#page, this.#key);
    if (text === undefined) return undefined;
    const remainingMs = Number(text) - this.#now();
    // After a change of the clock, or for the text of another script, it is due.
    return remainingMs > 0 && remainingMs <= SETTLE_MS ? remainingMs : 0;
  }

  /**
   * Sets the mark for a pending denial, unless it is set. Before consent, only if an earlier page has stored a history:
   * otherwise, nothing may be stored.
   */
  async setFor(
    history: Pick<PageHistory, 'consent' | 'suspended'>,
    device: Pick<DeviceStore, 'exists'>,
  ): Promise<void> {
    this.#isNeedless = history.consent !== 'granted' && !(await device.exists());
    if (!this.#isNeedless && history.suspended && this.remainingMs === undefined)
      writeLocalText(this.#page, this.#key, String(this.#now() + SETTLE_MS));
  }

  /** Makes the erasure due now, because the page is being left and the erasure may not complete. */
  setDue(): void {
    if (!this.#isNeedless) writeLocalText(this.#page, this.#key, '0');
  }

  remove(): void {
    writeLocalText(this.#page, this.#key);
  }

  /**
   * Waits until the erasure is due, or another tab has settled the denial.
   *
   * @returns whether the erasure is due
   */
  async whenDue(): Promise<boolean> {
    const { remainingMs } = this;
    if (remainingMs) await new Promise<void>((resolve) => this.#page.setTimeout(resolve, remainingMs));
    return this.remainingMs === 0;
  }
}
