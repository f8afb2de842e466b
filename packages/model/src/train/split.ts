import { EVENT_TYPES } from '@aisle/core';
import type { ModelConfig } from '../config.js';
import { isModelled, type Action } from '../featurize.js';
import type { EventLog } from './eventLog.js';

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
}

export interface Split {
  readonly training: readonly TrainingHistory[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
}

/** One user's events as the model reads them. */
export function actionsOf(log: EventLog, user: number): Action[] {
  const actions: Action[] = [];
  for (let i = log.offsets[user]!; i < log.offsets[user + 1]!; i++) {
    const action = { itemRow: log.itemRows[i]!, typeIndex: log.typeIndices[i]!, timestampMs: log.timestampsMs[i]! };
    if (isModelled(action, actions[actions.length - 1])) actions.push(action);
  }
  return actions;
}

/** A point at which the shopper settled on an item: everything before `index` is history, `labelRow` is the answer. */
interface Decision {
  readonly index: number;
  readonly labelRow: number;
}

const ADD_TO_CART = EVENT_TYPES.indexOf('add_to_cart');
const REMOVE_FROM_CART = EVENT_TYPES.indexOf('remove_from_cart');
const PURCHASE = EVENT_TYPES.indexOf('purchase');

/**
 * The actions that a model of this target is asked to foresee, in time order.
 *
 * For `next-purchase` an item counts as decided when it goes into the cart of the order that buys it: from then on the
 * purchase is no prediction any more. Where nothing was put into a cart, the purchase itself is the decision.
 */
export function decisions(actions: readonly Action[], target: ModelConfig['target']): Decision[] {
  if (target === 'next-item') return actions.map((action, index) => ({ index, labelRow: action.itemRow }));
  const cartIndexOfRow = new Map<number, number>();
  const found: Decision[] = [];
  actions.forEach((action, index) => {
    if (action.typeIndex === ADD_TO_CART && !cartIndexOfRow.has(action.itemRow)) cartIndexOfRow.set(action.itemRow, index);
    if (action.typeIndex === REMOVE_FROM_CART) cartIndexOfRow.delete(action.itemRow);
    if (action.typeIndex === PURCHASE) {
      found.push({ index: cartIndexOfRow.get(action.itemRow) ?? index, labelRow: action.itemRow });
      cartIndexOfRow.delete(action.itemRow);
    }
  });
  return found.sort((a, b) => a.index - b.index);
}

function labelled(actions: readonly Action[], found: readonly Decision[]): TrainingHistory {
  const labelRows = new Int32Array(actions.length);
  let next = 0;
  for (let t = 0; t < actions.length; t++) {
    while (next < found.length && found[next]!.index <= t) next += 1;
    labelRows[t] = found[next]?.labelRow ?? 0;
  }
  return { actions, labelRows };
}

/**
 * Leave-one-out: each user's last decision is the test, the one before it the validation, all before that trains. Where
 * the test comes from elsewhere, the last decision is the validation. Users with too few decisions to give any up (one
 * more is needed for `next-item`, whose first item has no history) train only.
 */
export function leaveOneOut(log: EventLog, target: ModelConfig['target'], testElsewhere = false): Split {
  const training: TrainingHistory[] = [];
  const validation: Example[] = [];
  const test: Example[] = [];
  const heldOut = testElsewhere ? [validation] : [validation, test];
  const fewest = heldOut.length + (target === 'next-item' ? 1 : 0);
  log.userIds.forEach((userId, user) => {
    const actions = actionsOf(log, user);
    const found = decisions(actions, target);
    let trainingEnd = actions.length;
    if (found.length >= fewest) {
      const last = found.slice(-heldOut.length);
      trainingEnd = last[0]!.index;
      last.forEach(({ index, labelRow }, i) => {
        if (index > 0) heldOut[i]!.push({ userId, history: actions.slice(0, index), labelRow });
      });
    }
    const kept = actions.slice(0, trainingEnd);
    if (kept.length > 1) training.push(labelled(kept, found.filter((decision) => decision.index < trainingEnd)));
  });
  return { training, validation, test };
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
