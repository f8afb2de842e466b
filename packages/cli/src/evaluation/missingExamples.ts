import { AisleError } from '@aisle/core';
import type { ItemTarget } from '@aisle/model';
import type { EventLog, Example, MetricName } from '@aisle/model/train';
import { FEW_EXAMPLES, splitByRule } from '../data/index.js';
import type { Dataset, DatasetOptions } from '../dataset.js';
import type { ModelMetrics } from './modelMetrics.js';
import { intervalText } from './shareInterval.js';

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
  shoppers: {
    'next-purchase': 'to be among the last tenth, and to have an event before a purchase',
    'next-item': 'to be among the last tenth, and to have two events',
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
  const { name, split } = splitByRule(log, target);
  if (split.test.length > 0)
    return `--split ${name} gives ${split.test.length.toLocaleString('en')} test examples. Without --split, the command finds it.`;
  const wanted = target === 'next-purchase' ? 'an event before a purchase' : 'two events';
  return `Give a longer log, in which shoppers have ${wanted}.`;
}

/**
 * Checks that a log has a history to learn from.
 *
 * @throws AisleError `data-invalid`
 */
export function requireTraining({ log, target, split }: Read & Pick<Dataset, 'split'>, asked: Asked): void {
  if (split.training.length > 0) return;
  throw new AisleError(
    'data-invalid',
    `Asked to train on --data ${asked.data}, found no shopper with two events that a model reads in the training part. ${helpfulSplit(log, target)}`,
    { ...asked },
  );
}

/** What few test examples mean; nothing if there are enough or none. */
export function fewExamples({ length }: readonly Example[]): string | undefined {
  return length > 0 && length < FEW_EXAMPLES
    ? `${length === 1 ? 'One test example' : `${length} test examples`}: figures over fewer than ${FEW_EXAMPLES} are rough. Look at their intervals.`
    : undefined;
}

/** Logs which parts of a training's data are empty or small, and what that means. */
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
  const few = fewExamples(test);
  if (few) log(few);
}

/** The figures of the test part with their 95 % intervals, for the last line of a training. */
export const testFigures = (test: ModelMetrics | undefined, names: readonly MetricName[]): string =>
  test
    ? `test ${names.map((name) => `${name.toUpperCase()} ${test[name]!.toFixed(4)} (${intervalText(test.intervals[name]!)})`).join(', ')}`
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
