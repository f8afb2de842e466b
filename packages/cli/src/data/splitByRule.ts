import type { ItemTarget } from '@aisle/model';
import type { EventLog, Split } from '@aisle/model/train';
import { splitterOf } from './splitOption.js';

/** A hit rate over so many examples is within .1 of the true one, 19 times of 20. */
export const FEW_EXAMPLES = 100;
/** Shares of the events before a test part by time, the usual one first. */
const TRAINING_SHARES = [0.9, 0.8, 0.5] as const;

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

/** How much a split can be measured with: its smaller part. Nothing without a history to train on. */
const worth = ({ training, validation, test }: Split) =>
  training.length === 0 ? 0 : Math.min(validation.length, test.length);

/**
 * The split of a log for which none was asked: leave-one-out, unless it gives few examples. Then the first split by time
 * or by shoppers that gives enough, else the one that gives most.
 */
export function splitByRule(log: EventLog, target: ItemTarget): NamedSplit {
  let best: NamedSplit | undefined;
  for (const name of candidates(log)) {
    const split = splitterOf(name)(log, target);
    if (!best || worth(split) > worth(best.split)) best = { name, split };
    if (worth(split) >= FEW_EXAMPLES) break;
  }
  return best!;
}
