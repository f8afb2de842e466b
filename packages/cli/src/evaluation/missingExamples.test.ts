import type { Example } from '@aisle/model/train';
import { describe, expect, test } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import { type DatasetOptions, readDataset } from '../dataset.js';
import type { Progress } from '../progress.js';
import { fewExamples, requireExamples, requireTraining, whyNoExamples } from './missingExamples.js';

const files = temporaryFiles();
const SILENT: Progress = { update: () => {}, log: () => {}, clear: () => {} };
const HEADER = 'user_id,item_id,event,timestamp\n';
/** Ten shoppers on ten days. Each views an item and buys it. */
const BUY_ONCE = files.write(
  'buy-once.csv',
  HEADER +
    Array.from({ length: 10 }, (_, i) => {
      const day = `2024-01-${String(i + 1).padStart(2, '0')}`;
      return `u${i},A${i % 3},view,${day} 10:00\nu${i},A${i % 3},buy,${day} 10:05\n`;
    }).join(''),
);
/** Everybody has one event. */
const SINGLE = files.write(
  'single.csv',
  HEADER + Array.from({ length: 10 }, (_, i) => `u${i},A,view,2024-01-0${(i % 9) + 1} 10:00\n`).join(''),
);
const UNTIMED = files.write('sequences.txt', '1 1 2\n2 2 1\n3 1 2\n');

async function read(data: string, split?: string, format?: string) {
  const asked: DatasetOptions = { data, split, format, catalogueFile: undefined, test: undefined, target: undefined };
  return { asked, dataset: await readDataset(asked, SILENT) };
}

test.each([
  [
    'everybody buys once',
    BUY_ONCE,
    'leave-one-out',
    'With --split leave-one-out, a shopper needs two purchased items, and an event before each of them. ' +
      '--split time:2024-01-10 gives 1 test examples. Without --split, the command finds it.',
  ],
  [
    'nobody has three sessions',
    BUY_ONCE,
    'last-session',
    'With --split last-session, a shopper needs three sessions, with a purchase in the last one. ' +
      '--split time:2024-01-10 gives 1 test examples. Without --split, the command finds it.',
  ],
  [
    'everybody has one event',
    SINGLE,
    'time:2024-01-05',
    'With --split time:2024-01-05, a shopper needs an event from that date on, and another before it. ' +
      'Give a longer log, in which shoppers have two events.',
  ],
])('the reason and the help if %s', async (_, data, split, expected) => {
  const { asked, dataset } = await read(data, split);
  expect(dataset.split.test).toEqual([]);
  expect(whyNoExamples(dataset, asked)).toBe(expected);
});

test('a log without timestamps is split by shoppers', async () => {
  const { asked, dataset } = await read(UNTIMED, 'leave-one-out', 'sequences');
  expect(whyNoExamples(dataset, asked)).toBe(
    'With --split leave-one-out, a shopper needs three events. ' +
      '--split shoppers gives 1 test examples. Without --split, the command finds it.',
  );
});

test.each([
  [0, undefined],
  [1, 'One test example: figures over fewer than 100 are rough. Look at their intervals.'],
  [99, '99 test examples: figures over fewer than 100 are rough. Look at their intervals.'],
  [100, undefined],
])('%d test examples are few or not', (count, expected) => {
  const example: Example = { userId: 'u', history: [], labelRow: 1 };
  expect(fewExamples(Array<Example>(count).fill(example))).toBe(expected);
});

test('a training needs a shopper with two events', async () => {
  const single = await read(SINGLE);
  expect(() => requireTraining(single.dataset, single.asked)).toThrow(
    expect.objectContaining({
      code: 'data-invalid',
      message: expect.stringContaining(
        `Asked to train on --data ${SINGLE}, found no shopper with two events that a model reads in the training part. ` +
          'Give a longer log, in which shoppers have two events.',
      ),
    }),
  );
  const once = await read(BUY_ONCE);
  expect(() => requireTraining(once.dataset, once.asked)).not.toThrow();
});

describe('requireExamples', () => {
  const example = (labelRow: number): Example => ({ userId: 'u', history: [], labelRow });

  test('accepts examples with a known answer', async () => {
    const { asked, dataset } = await read(BUY_ONCE);
    expect(() => requireExamples('evaluate', [example(0), example(1)], dataset, asked)).not.toThrow();
  });

  test('refuses no examples', async () => {
    const { asked, dataset } = await read(BUY_ONCE);
    expect(() => requireExamples('evaluate', [], dataset, asked)).toThrow(
      expect.objectContaining({
        code: 'data-invalid',
        message: expect.stringContaining(`Asked to evaluate on --data ${BUY_ONCE}, found no test examples. With`),
      }),
    );
  });

  test('refuses examples without a known answer', async () => {
    const { asked, dataset } = await read(BUY_ONCE);
    expect(() => requireExamples('replay', [example(0), example(0)], dataset, asked)).toThrow(
      'found 2 test examples, none with an item of the log as its answer',
    );
  });
});
