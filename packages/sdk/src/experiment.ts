import { ACTION_TYPES, type Arm, armOf, contains, type EventInput } from '@aisle/core';
import type { EngineController } from './engineController.js';
import type { PageLists } from './lists/watchLists.js';
import type { PageEnvironment } from './pageEnvironment.js';

/** The instance's parts that the experiment uses. */
export interface ExperimentParts {
  readonly page: Pick<PageEnvironment, 'newResultId'>;
  readonly holdoutShare: () => number;
  readonly lists?: Pick<PageLists, 'manages'> | undefined;
}

/** Event types that have an `item_list_id`. */
const hasListId = (type: unknown) => contains(ACTION_TYPES, type) && type !== 'purchase' && type !== 'search';

/** The device's arm in the comparison with the holdout, and the latest result of each list. */
export class Experiment {
  /** The id of the result that ordered a list last, by list id. */
  readonly #results = new Map<string, string>();
  readonly #controller: Pick<EngineController, 'historyId'>;
  readonly #parts: ExperimentParts;

  constructor(controller: Pick<EngineController, 'historyId'>, parts: ExperimentParts) {
    this.#controller = controller;
    this.#parts = parts;
  }

  get arm(): Arm | undefined {
    const { historyId } = this.#controller;
    try {
      return historyId === undefined ? undefined : armOf(historyId, this.#parts.holdoutShare());
    } catch {
      // A page may have replaced `charCodeAt`, and `status()` never throws.
      return undefined;
    }
  }

  get inHoldout(): boolean {
    return this.arm === 'holdout';
  }

  /** @returns a new result's id. Later events of the list get it as `result_id`. */
  newResult(listId?: string): string {
    const resultId = this.#parts.page.newResultId(this.arm);
    if (listId !== undefined) this.#results.set(listId, resultId);
    return resultId;
  }

  /** Adds the id of the result that ordered the event's list, unless the event has a `result_id`. Never throws. */
  completeEvent(input: EventInput): EventInput {
    try {
      const { type, item_list_id: listId, result_id } = input as Extract<EventInput, { item_list_id?: string }>;
      if (listId === undefined || result_id !== undefined || !hasListId(type)) return input;
      const resultId =
        this.#results.get(listId) ?? (this.#parts.lists?.manages(listId) ? this.newResult(listId) : undefined);
      // Inherits instead of copying, because an input may inherit or compute its fields.
      return resultId === undefined ? input : ({ __proto__: input, result_id: resultId } as unknown as EventInput);
    } catch {
      // The input is not an event, or cannot be read. Validation rejects it later.
      return input;
    }
  }

  /** Drops the results after the history was erased. */
  forget(): void {
    this.#results.clear();
  }
}
