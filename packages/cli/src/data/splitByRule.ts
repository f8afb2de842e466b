import type { ItemTarget } from '@aisle/model';
import { actionsOf, type EventLog, type Split } from '@aisle/model/train';
import { splitterOf } from './splitOption.js';

/** A hit rate over so many examples is within .1 of the true one, 19 times of 20. */
export const FEW_EXAMPLES = 100;
/** Shares of the events before a test part by time, the usual one first. */
const TRAINING_SHARES = [0.9, 0.8, 0.5] as const;

/** Of the steps from one action to the next, the training part has at least this share. */
const MIN_TRAINING_SHARE = 1 / 3;

export interface NamedSplit {
  /** A value of `--split`. */
  readonly name: string;
  readonly split: Split;
}

/** Values of `--split`, the usual one first. A test part by time begins on a day after the first event. */
function* candidates({ timed, timestampsMs }: EventLog): Generator<string> {
  yield 'leave-one-out';
  if (timed) {
    const times = timestampsMs.slice().sort();
    const days = TRAINING_SHARES.map((share) =>
      new Date(times[Math.floor(share * times.length)]!).toISOString().slice(0, 10),
    );
    for (const day of new Set(days)) if (Date.parse(day) > times[0]!) yield `time:${day}`;
  }
  yield 'shoppers';
}

const stepsOf = (actions: { readonly length: number }) => Math.max(0, actions.length - 1);

/** Steps from one action of a shopper to the next in the whole log. */
function allSteps(log: EventLog): number {
  let steps = 0;
  for (let user = 0; user < log.userIds.length; user++) steps += stepsOf(actionsOf(log, user));
  return steps;
}

/**
 * The split of a log for which none was asked: leave-one-out, unless it gives few examples or takes most of the log from
 * the training, as it does in short histories. Then the first split by time or by shoppers that does neither, else the
 * one with most examples.
 */
export function splitByRule(log: EventLog, target: ItemTarget): NamedSplit {
  const steps = allSteps(log);
  // A split that takes too much from the training is worth less than any other with an example.
  const worth = ({ training, validation, test }: Split) => {
    const examples = Math.min(validation.length, test.length);
    const trained = training.reduce((sum, { actions }) => sum + stepsOf(actions), 0);
    if (trained === 0) return 0;
    return trained >= MIN_TRAINING_SHARE * steps ? examples : Math.min(1, examples) / 2;
  };
  let best: (NamedSplit & { readonly worth: number }) | undefined;
  for (const name of candidates(log)) {
    const split = splitterOf(name)(log, target);
    const found = { name, split, worth: worth(split) };
    if (!best || found.worth > best.worth) best = found;
    if (found.worth >= FEW_EXAMPLES) break;
  }
  return { name: best!.name, split: best!.split };
}
