import { type Arm, armOf, type EventInput } from '@aisle/core';
import type { EngineSession } from './engineSession.js';
import type { ListSurface } from './lists/watchLists.js';
import type { PageEnvironment } from './pageEnvironment.js';

/** What an experiment needs of an instance's parts. */
export interface ExperimentParts {
  readonly page: Pick<PageEnvironment, 'newResultId'>;
  readonly holdoutShare: () => number;
  readonly surface?: Pick<ListSurface, 'orders'> | undefined;
}

/** Types of events that carry no `item_list_id`. */
const WITHOUT_LIST: readonly unknown[] = ['purchase', 'search', 'user_engagement'];

/** The device's part in the comparison with the holdout: its arm, and which result each list shows. */
export class Experiment {
  /** By list id: the result that ordered it last. */
  readonly #results = new Map<string, string>();
  readonly #session: Pick<EngineSession, 'historyId'>;
  readonly #parts: ExperimentParts;

  constructor(session: Pick<EngineSession, 'historyId'>, parts: ExperimentParts) {
    this.#session = session;
    this.#parts = parts;
  }

  get arm(): Arm | undefined {
    const { historyId } = this.#session;
    return historyId === undefined ? undefined : armOf(historyId, this.#parts.holdoutShare());
  }

  get inHoldout(): boolean {
    return this.arm === 'holdout';
  }

  /** @returns a new result's id, which events of the list name from now on */
  newResult(listId?: string): string {
    const resultId = this.#parts.page.newResultId(this.arm);
    if (listId !== undefined) this.#results.set(listId, resultId);
    return resultId;
  }

  /** Adds the id of the result that ordered the event's list, where the source has not named it. Never throws. */
  completeEvent(input: EventInput): EventInput {
    try {
      const { type, item_list_id: listId, result_id } = input as Extract<EventInput, { item_list_id?: string }>;
      if (listId === undefined || result_id !== undefined || WITHOUT_LIST.includes(type)) return input;
      const resultId =
        this.#results.get(listId) ?? (this.#parts.surface?.orders(listId) ? this.newResult(listId) : undefined);
      // Not a copy: an input may inherit its fields, or compute them.
      return resultId === undefined ? input : (Object.create(input, { result_id: { value: resultId } }) as EventInput);
    } catch {
      // Not an event, or one that cannot be read: validation refuses it.
      return input;
    }
  }

  /** The history is gone: what it showed counts no more. */
  forget(): void {
    this.#results.clear();
  }
}
