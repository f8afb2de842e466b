import { ACTION_TYPES, type ActionType } from '@aisle/core';
import type { Action } from '../action.js';
import { EventLogBuilder } from '../train/eventLog.js';
import type { Example, TrainingHistory } from '../train/split.js';

const TYPES = {
  view: 'view_item',
  click: 'select_item',
  cart: 'add_to_cart',
  uncart: 'remove_from_cart',
  buy: 'purchase',
  list: 'view_item_list',
} as const;

/**
 * A step is `view A` or, with a minute, `view A 90`. Items are single capital letters, and A is row 1. Without minutes,
 * steps are 1 ms apart.
 */
function parseStep(step: string, position: number) {
  const [word, item, minute] = step.split(' ') as [keyof typeof TYPES, string, string?];
  const type: ActionType = TYPES[word];
  return {
    type,
    item,
    itemRow: item.charCodeAt(0) - 64,
    timestampMs: minute === undefined ? position : Number(minute) * 60_000,
  };
}

export const actionsOfSteps = (...steps: string[]): Action[] =>
  steps
    .map(parseStep)
    .map(({ type, itemRow, timestampMs }) => ({ itemRow, typeIndex: ACTION_TYPES.indexOf(type), timestampMs }));

/** A log of items A to F. */
export function logOfSteps(users: Readonly<Record<string, readonly string[]>>) {
  const builder = new EventLogBuilder();
  for (const item of 'ABCDEF') builder.addItem(item);
  for (const [user, steps] of Object.entries(users)) {
    for (const { item, type, timestampMs } of steps.map(parseStep)) builder.add(user, item, type, timestampMs);
  }
  return builder.build();
}

const rows = (history: readonly Action[]) => history.map(({ itemRow }) => itemRow);

/** Each example as user, rows of the history, label. */
export const plainExamples = (found: readonly Example[]) =>
  found.map(({ userId, history, labelRow }) => [userId, rows(history), labelRow]);

/** Each history as rows and labels. */
export const plainTraining = (found: readonly TrainingHistory[]) =>
  found.map(({ actions, labelRows }) => [rows(actions), [...labelRows]]);
