import type { Position } from '@aisle/store';

/** The events that this page view stored on the device, so that they can be removed again. */
export class StoredByThisPage {
  /** Of one history: a sequence number means another event in another history. */
  readonly #positions: Position[] = [];

  add(position: Position): void {
    if (this.#positions[0]?.epoch !== position.epoch) this.take();
    this.#positions.push(position);
  }

  /** Hands the events over and forgets them. */
  take(): readonly Position[] {
    return this.#positions.splice(0);
  }
}
