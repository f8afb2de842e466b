import { ACTION_TYPES } from '@aisle/core';
import type { Action } from '../action.js';
import { isModelled } from '../featurize.js';
import type { ItemTarget } from '../heads/ranking.js';
import { actionAt, type EventLog } from './eventLog.js';

/** A history and the item that came next. */
export interface Example {
  readonly userId: string;
  readonly history: readonly Action[];
  /** Embedding row. 0 for an item that the log does not know, which counts as a miss. */
  readonly labelRow: number;
  /** The action that the label is from. Absent for examples of a file. */
  readonly answer?: Action;
}

/** A history to train on. `labelRows[t]` is the target after action t, 0 for none. */
export interface TrainingHistory {
  readonly actions: readonly Action[];
  readonly labelRows: Int32Array;
  /** Index of the first action that is a target. Earlier actions are context only. Default: 1. */
  readonly firstTargetIndex?: number;
}

export interface Split {
  /** In the log's order of users. */
  readonly training: readonly TrainingHistory[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
  /**
   * Training and validation part together, for a last training after all choices. Present if the validation part is a
   * later part of the log, or if the test has a file. In leave-one-out, the validation item is never trained on (Kang &
   * McAuley 2018, https://arxiv.org/abs/1808.09781).
   */
  readonly refit?: readonly TrainingHistory[];
}

const NO_ROWS: ReadonlySet<number> = new Set();

/** One user's events as actions. Events with an item of `withoutRows` are skipped. */
export function actionsOf(log: EventLog, user: number, withoutRows: ReadonlySet<number> = NO_ROWS): Action[] {
  const actions: Action[] = [];
  for (let i = log.offsets[user]!; i < log.offsets[user + 1]!; i++) {
    if (withoutRows.has(log.itemRows[i]!)) continue;
    const action = actionAt(log, i);
    if (isModelled(action, actions[actions.length - 1])) actions.push(action);
  }
  return actions;
}

/** A decision of the shopper for an item: actions before `index` are the history, `labelRow` is the label. */
interface Decision {
  readonly index: number;
  readonly labelRow: number;
}

const ADD_TO_CART = ACTION_TYPES.indexOf('add_to_cart');
const REMOVE_FROM_CART = ACTION_TYPES.indexOf('remove_from_cart');
const PURCHASE = ACTION_TYPES.indexOf('purchase');

/**
 * The actions that a model of this target predicts, in time order.
 *
 * For `next-purchase`, the decision is the moment when the item goes into the cart of the order that buys it.
 * Afterwards, the purchase is easy to predict. Without a cart action, the purchase is the decision.
 */
export function decisions(actions: readonly Action[], target: ItemTarget): Decision[] {
  if (target === 'next-item') return actions.map((action, index) => ({ index, labelRow: action.itemRow }));
  const cartIndexOfRow = new Map<number, number>();
  const found: Decision[] = [];
  actions.forEach((action, index) => {
    if (action.typeIndex === ADD_TO_CART && !cartIndexOfRow.has(action.itemRow))
      cartIndexOfRow.set(action.itemRow, index);
    if (action.typeIndex === REMOVE_FROM_CART) cartIndexOfRow.delete(action.itemRow);
    if (action.typeIndex === PURCHASE) {
      found.push({ index: cartIndexOfRow.get(action.itemRow) ?? index, labelRow: action.itemRow });
      cartIndexOfRow.delete(action.itemRow);
    }
  });
  return found.sort((a, b) => a.index - b.index);
}

/**
 * The label after each action: the next decision, 0 for none. For `next-purchase`, cart action and purchase of a label
 * must both be in `actions`. A purchase outside of them, perhaps in the test part, must not leak into training.
 */
export function labelsOf(actions: readonly Action[], target: ItemTarget): Int32Array {
  const found = decisions(actions, target);
  const labelRows = new Int32Array(actions.length);
  let next = 0;
  for (let t = 0; t < actions.length; t++) {
    while (next < found.length && found[next]!.index <= t) next += 1;
    labelRows[t] = found[next]?.labelRow ?? 0;
  }
  return labelRows;
}

/** Adds a history to the training part. A single action is skipped, because it has no history. */
export function addTraining(training: TrainingHistory[], actions: readonly Action[], target: ItemTarget): void {
  if (actions.length > 1) training.push({ actions, labelRows: labelsOf(actions, target) });
}

/**
 * The parts for a test file of new items. The label of validation is each user's last bought item, or the last item for
 * `next-item`. All events of the user with it are removed. The other events, also later ones, are the history and the
 * training part. A user without such an item, or without others, is used for training only.
 *
 * In `refit`, these items are back at their places. No part has an event of a user with one of the user's test items.
 *
 * @param test users with their test items
 */
export function leaveItemOut(
  log: EventLog,
  target: ItemTarget,
  test: Iterable<Pick<Example, 'userId' | 'labelRow'>> = [],
): Required<Split> {
  const testRows = new Map<string, Set<number>>();
  for (const { userId, labelRow } of test) testRows.set(userId, (testRows.get(userId) ?? new Set()).add(labelRow));
  const training: TrainingHistory[] = [];
  const refit: TrainingHistory[] = [];
  const validation: Example[] = [];
  log.userIds.forEach((userId, user) => {
    const withoutRows = testRows.get(userId) ?? NO_ROWS;
    const actions = actionsOf(log, user, withoutRows);
    const answer = actions.filter(({ typeIndex }) => target === 'next-item' || typeIndex === PURCHASE).at(-1);
    const history = answer ? actionsOf(log, user, new Set(withoutRows).add(answer.itemRow)) : [];
    if (answer && history.length > 0) validation.push({ userId, history, labelRow: answer.itemRow, answer });
    addTraining(training, history.length > 0 ? history : actions, target);
    addTraining(refit, actions, target);
  });
  return { training, validation, test: [], refit };
}

/** Share of training labels that already occur in the history before them. */
export function repeatShare(training: readonly TrainingHistory[]): number {
  let labels = 0;
  let repeats = 0;
  for (const { actions, labelRows } of training) {
    const seen = new Set<number>();
    actions.forEach(({ itemRow }, t) => {
      seen.add(itemRow);
      if (labelRows[t] === 0) return;
      labels += 1;
      if (seen.has(labelRows[t]!)) repeats += 1;
    });
  }
  return repeats / Math.max(1, labels);
}
