import type { TrackedEvent } from '@aisle/core';
import type { Action } from '../action.js';
import { appendActions } from '../featurize.js';

export type RowOfItem = (itemId: string) => number | undefined;

/** The actions of a history of events, and the event of each. */
export interface EventActions {
  readonly actions: readonly Action[];
  /** [actions.length], indices of events */
  readonly eventIndices: readonly number[];
}

/** The actions that the model reads from events, as `appendActions` does. */
export function eventActions(events: readonly TrackedEvent[], rowOfItem: RowOfItem): EventActions {
  const actions: Action[] = [];
  const eventIndices: number[] = [];
  events.forEach((event, index) => {
    appendActions(actions, event, rowOfItem);
    while (eventIndices.length < actions.length) eventIndices.push(index);
  });
  return { actions, eventIndices };
}
