import type { Action } from '../action.js';
import { isModelled } from '../featurize.js';
import type { ItemTarget } from '../heads/ranking.js';
import { actionAt, contextsOf, type EventLog } from './eventLog.js';
import { type Example, labelsOf, type TrainingHistory } from './split.js';

/**
 * The log with only the events that the model reads: the log itself, or new columns without the others. So a part of a
 * shopper's history is a range of entries.
 */
export function modelledEvents(log: EventLog): EventLog {
  const { length } = log.itemRows;
  const entries = new Uint32Array(length);
  const offsets = new Uint32Array(log.offsets.length);
  let count = 0;
  for (let user = 0; user + 1 < offsets.length; user++) {
    let previous: Action | undefined;
    for (let i = log.offsets[user]!; i < log.offsets[user + 1]!; i++) {
      const action = actionAt(log, i);
      if (!isModelled(action, previous)) continue;
      previous = action;
      entries[count++] = i;
    }
    offsets[user + 1] = count;
  }
  if (count === length) return log;
  const kept = entries.subarray(0, count);
  return {
    ...log,
    offsets,
    itemRows: Int32Array.from(kept, (i) => log.itemRows[i]!),
    typeIndices: Uint8Array.from(kept, (i) => log.typeIndices[i]!),
    timestampsMs: Float64Array.from(kept, (i) => log.timestampsMs[i]!),
    listIndices: Int16Array.from(kept, (i) => log.listIndices[i]!),
    contexts: contextsOf(log.contexts, kept),
  };
}

function actionsBetween(log: EventLog, start: number, end: number): Action[] {
  return Array.from({ length: end - start }, (_, i) => actionAt(log, start + i));
}

/**
 * A training history that stays in the columns of a log. Objects of ten million actions would fill Node's heap, so they
 * are made on each access.
 */
class LoggedHistory implements TrainingHistory {
  readonly #log: EventLog;
  readonly #start: number;
  readonly #end: number;
  readonly #target: ItemTarget;

  /** @param log of `modelledEvents` @param end exclusive */
  constructor(log: EventLog, start: number, end: number, target: ItemTarget) {
    this.#log = log;
    this.#start = start;
    this.#end = end;
    this.#target = target;
  }

  get actions(): Action[] {
    return actionsBetween(this.#log, this.#start, this.#end);
  }

  get labelRows(): Int32Array {
    return labelsOf(this.actions, this.#target);
  }
}

/** Adds a part of a log to the training part. A single action is skipped, because it has no history. */
export function addLoggedHistory(
  training: TrainingHistory[],
  log: EventLog,
  start: number,
  end: number,
  target: ItemTarget,
): void {
  if (end - start > 1) training.push(new LoggedHistory(log, start, end, target));
}

/** An example whose history stays in the columns of a log. Its actions are made on each access. */
export class LoggedExample implements Example {
  readonly userId: string;
  readonly labelRow: number;
  readonly #log: EventLog;
  readonly #start: number;
  readonly #end: number;

  /** @param log of `modelledEvents` @param start, end entries of the history. The decision is at `end`. */
  constructor(log: EventLog, userId: string, start: number, end: number, labelRow: number) {
    this.#log = log;
    this.userId = userId;
    this.#start = start;
    this.#end = end;
    this.labelRow = labelRow;
  }

  get history(): Action[] {
    return actionsBetween(this.#log, this.#start, this.#end);
  }

  get answer(): Action {
    return actionAt(this.#log, this.#end);
  }
}
