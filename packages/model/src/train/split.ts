import { ACTION_TYPES } from '@aisle/core';
import type { Action } from '../action.js';
import { isModelled } from '../featurize.js';
import type { ItemTarget } from '../heads/ranking.js';
import { actionAt, type EventLog } from './eventLog.js';

/** A history and the item that came next. */
export interface Example {
  readonly userId: string;
  readonly history: readonly Action[];
  /** Embedding row; 0 for an item that the log does not know, which counts as a miss. */
  readonly labelRow: number;
}

/** A history to train on: `labelRows[t]` is the target after action t, 0 where there is none. */
export interface TrainingHistory {
  readonly actions: readonly Action[];
  readonly labelRows: Int32Array;
  /** Index of the first action that is to be foreseen: what comes before it is context. Where absent, all are. */
  readonly taughtFrom?: number;
}

export interface Split {
  /** In the log's order of users. */
  readonly training: readonly TrainingHistory[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
  /**
   * Training and validation part together, to learn from once everything is chosen. Only where the validation part is a
   * later slice of the log: by the usual protocol of leave-one-out the validation item is never trained on.
   */
  readonly refit?: readonly TrainingHistory[];
}

/** One user's events as the model reads them, without those of the item `withoutRow`, if one is given. */
export function actionsOf(log: EventLog, user: number, withoutRow = 0): Action[] {
  const actions: Action[] = [];
  for (let i = log.offsets[user]!; i < log.offsets[user + 1]!; i++) {
    if (log.itemRows[i] === withoutRow) continue;
    const action = actionAt(log, i);
    if (isModelled(action, actions[actions.length - 1])) actions.push(action);
  }
  return actions;
}

/** A point at which the shopper settled on an item: everything before `index` is history, `labelRow` is the answer. */
interface Decision {
  readonly index: number;
  readonly labelRow: number;
}

const ADD_TO_CART = ACTION_TYPES.indexOf('add_to_cart');
const REMOVE_FROM_CART = ACTION_TYPES.indexOf('remove_from_cart');
const PURCHASE = ACTION_TYPES.indexOf('purchase');

/**
 * The actions that a model of this target is asked to foresee, in time order.
 *
 * For `next-purchase` an item counts as decided when it goes into the cart of the order that buys it: from then on the
 * purchase is no prediction any more. Where nothing was put into a cart, the purchase itself is the decision.
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
 * A history to train on. Its labels are decided and, for `next-purchase`, bought within `actions`: a cart whose purchase
 * comes later, perhaps in the test, says nothing here.
 */
function labelled(actions: readonly Action[], target: ItemTarget): TrainingHistory {
  const found = decisions(actions, target);
  const labelRows = new Int32Array(actions.length);
  let next = 0;
  for (let t = 0; t < actions.length; t++) {
    while (next < found.length && found[next]!.index <= t) next += 1;
    labelRows[t] = found[next]?.labelRow ?? 0;
  }
  return { actions, labelRows };
}

/** Collects what users give up to train on; a single action has nothing before it to learn from. */
export function addTraining(training: TrainingHistory[], actions: readonly Action[], target: ItemTarget): void {
  if (actions.length > 1) training.push(labelled(actions, target));
}

/**
 * Leave-one-out: each user's last decision is the test, the one before it the validation, all before that trains. Users
 * with too few decisions to give two up (one more is needed for `next-item`, whose first item has no history) train only.
 */
export function leaveOneOut(log: EventLog, target: ItemTarget): Split {
  const training: TrainingHistory[] = [];
  const validation: Example[] = [];
  const test: Example[] = [];
  const fewest = target === 'next-item' ? 3 : 2;
  log.userIds.forEach((userId, user) => {
    const actions = actionsOf(log, user);
    const found = decisions(actions, target);
    if (found.length < fewest) return addTraining(training, actions, target);
    const last = found.slice(-2);
    last.forEach(({ index, labelRow }, i) => {
      if (index > 0) [validation, test][i]!.push({ userId, history: actions.slice(0, index), labelRow });
    });
    addTraining(training, actions.slice(0, last[0]!.index), target);
  });
  return { training, validation, test };
}

/**
 * The validation for a test file of new items: each user's last bought item (for `next-item` the last item) is the
 * answer, all of the user's events with it are removed, and the others, later ones too, are the history and train. A
 * user without such an item, or with no other, trains only.
 */
export function leaveItemOut(log: EventLog, target: ItemTarget): Split {
  const training: TrainingHistory[] = [];
  const validation: Example[] = [];
  log.userIds.forEach((userId, user) => {
    const actions = actionsOf(log, user);
    const labelRow = actions
      .filter(({ typeIndex }) => target === 'next-item' || typeIndex === PURCHASE)
      .at(-1)?.itemRow;
    const history = labelRow === undefined ? [] : actionsOf(log, user, labelRow);
    if (labelRow !== undefined && history.length > 0) validation.push({ userId, history, labelRow });
    addTraining(training, history.length > 0 ? history : actions, target);
  });
  return { training, validation, test: [] };
}

/** Share of training labels that the history before them already holds. */
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
