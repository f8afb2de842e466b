import { AisleError } from '@aisle/core';
import type { ItemTarget } from '@aisle/model';
import { type EventLog, type Example, type MetricName, type Metrics, splitAtTime } from '@aisle/model/train';
import type { Dataset, DatasetOptions } from '../dataset.js';

type Read = Pick<Dataset, 'log' | 'target'>;
type Asked = Pick<DatasetOptions, 'data' | 'split' | 'test'>;

/** What a split needs of a shopper, by the option's kind. */
const NEEDS: Readonly<Record<string, Readonly<Record<ItemTarget, string>>>> = {
  'leave-one-out': {
    'next-purchase': 'two purchased items, and an event before each of them',
    'next-item': 'three events',
  },
  'last-session': {
    'next-purchase': 'three sessions, with a purchase in the last one',
    'next-item': 'three sessions',
  },
  'new-items': {
    'next-purchase': 'a purchase of a withheld item, and an event with another item before it',
    'next-item': 'an event with a withheld item, and one with another item before it',
  },
  time: {
    'next-purchase': 'a purchase from that date on, and an event before it',
    'next-item': 'an event from that date on, and another before it',
  },
};

/** Positions in the log at which a test part by time may begin, the usual one first. */
const TEST_STARTS = [0.9, 0.8, 0.5] as const;

/** Says why a log gives no examples, and what would help. */
export function whyNoExamples({ log, target }: Read, { split = 'leave-one-out', test }: Asked): string {
  const help = helpfulSplit(log, target);
  const kind = split.startsWith('time:') ? 'time' : split;
  const why = test
    ? `${test} has no examples that can be used.`
    : `With --split ${split}, a shopper needs ${NEEDS[kind]![target]}.`;
  return `${why} ${help}`;
}

function helpfulSplit(log: EventLog, target: ItemTarget): string {
  if (!log.timed) return 'Give a log with timestamps, and --split time:DATE.';
  const times = log.timestampsMs.slice().sort();
  for (const position of TEST_STARTS) {
    const startMs = times[Math.floor(position * times.length)]!;
    const day = new Date(startMs).toISOString().slice(0, 10);
    if (!(Date.parse(day) > times[0]!)) continue;
    const { length } = splitAtTime(log, target, Date.parse(day)).test;
    if (length > 0) return `--split time:${day} gives ${length.toLocaleString('en')} test examples.`;
  }
  const wanted = target === 'next-purchase' ? 'an event before a purchase' : 'two events';
  return `Give a longer log, in which shoppers have ${wanted}.`;
}

/** Logs which parts of a training's data are empty, and what that means. */
export function logEmptyParts(dataset: Read & Pick<Dataset, 'split'>, asked: Asked, log: (line: string) => void): void {
  const { validation, test } = dataset.split;
  if (validation.length === 0) {
    log(
      'No validation examples: the last epoch counts as the best, and the release gets no transitions and no weights of ' +
        'the score.',
    );
  }
  if (test.length === 0)
    log(`No test examples: the quality of the release is not measured. ${whyNoExamples(dataset, asked)}`);
}

/** The figures of the test part, for the last line of a training. */
export const testFigures = (test: Metrics | undefined, names: readonly MetricName[]): string =>
  test
    ? `test ${names.map((name) => `${name.toUpperCase()} ${test[name]!.toFixed(4)}`).join(', ')}`
    : 'its quality was not measured, because there are no test examples';

/**
 * Checks that there is something to measure. Figures over no examples look like a result.
 *
 * @param examples the test examples that the command uses
 * @param command for the message
 * @throws AisleError `data-invalid`
 */
export function requireExamples(command: string, examples: readonly Example[], dataset: Read, asked: Asked): void {
  const refuse = (found: string, advice: string): never => {
    throw new AisleError(
      'data-invalid',
      `Asked to ${command} on --data ${asked.data}, found ${found}. ${advice}`,
      asked,
    );
  };
  if (examples.length === 0) refuse('no test examples', whyNoExamples(dataset, asked));
  if (examples.every(({ labelRow }) => labelRow === 0)) {
    refuse(
      `${examples.length.toLocaleString('en')} test examples, none with an item of the log as its answer`,
      'Give test examples of the same shop, with the same form of ids.',
    );
  }
}
