import { isDeepStrictEqual } from 'node:util';
import { ACTION_TYPES, type ActionType, seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { Action } from '../action.js';
import { plainExamples as examples, logOfSteps as log, plainTraining as training } from '../testing/steps.js';
import { type EventLog, EventLogBuilder } from './eventLog.js';
import { leaveOneOut } from './leaveOneOut.js';
import { actionsOf, decisions, type Split } from './split.js';
import { lastSession, lastTenthOfUsers, lastTenthsOfUsers, splitAtTime } from './temporalSplits.js';

const MINUTE_MS = 60_000;

describe('lastTenthOfUsers', () => {
  test('whole sessions, with every prefix as an example', () => {
    const early = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`s${i}`, ['view A', 'view B']]));
    const split = lastTenthOfUsers(
      log({ ...early, s9: ['view C', 'view D', 'view C'], s10: ['view F', 'view E'] }),
      'next-item',
    );
    // A tenth of 11 is rounded up to 2.
    expect(examples(split.validation)).toEqual([
      ['s9', [3], 4],
      ['s9', [3, 4], 3],
      ['s10', [6], 5],
    ]);
    expect(training(split.training)).toEqual(
      Array.from({ length: 9 }, () => [
        [1, 2],
        [2, 0],
      ]),
    );
    expect(training(split.refit)).toEqual([
      ...training(split.training),
      [
        [3, 4, 3],
        [4, 3, 0],
      ],
      [
        [6, 5],
        [5, 0],
      ],
    ]);
    expect(split.test).toEqual([]);
  });
});

test('lastTenthsOfUsers: the last tenth is the test, the tenth before it validates', () => {
  const users = Object.fromEntries(
    Array.from({ length: 11 }, (_, i) => [`u${String(i).padStart(2, '0')}`, ['view A 0', 'view B 1']]),
  );
  const split = lastTenthsOfUsers(log(users), 'next-item');
  // A tenth of eleven users is two, rounded up.
  expect([split.training.length, split.refit.length]).toEqual([7, 9]);
  expect(examples(split.validation)).toEqual([
    ['u07', [1], 2],
    ['u08', [1], 2],
  ]);
  expect(examples(split.test)).toEqual([
    ['u09', [1], 2],
    ['u10', [1], 2],
  ]);
});

describe('lastSession', () => {
  const SHOPPER = ['view A 0', 'view B 30', 'view C 61', 'view A 62', 'view D 100', 'view E 130'];

  test('a pause of more than 30 minutes ends a session', () => {
    const split = lastSession(log({ u: SHOPPER }), 'next-item');
    expect(training(split.training)).toEqual([
      [
        [1, 2],
        [2, 0],
      ],
    ]);
    expect(examples(split.validation)).toEqual([
      ['u', [1, 2], 3],
      ['u', [1, 2, 3], 1],
    ]);
    expect(examples(split.test)).toEqual([
      ['u', [1, 2, 3, 1], 4],
      ['u', [1, 2, 3, 1, 4], 5],
    ]);
    expect(training(split.refit)).toEqual([
      [
        [1, 2, 3, 1],
        [2, 3, 1, 0],
      ],
    ]);
  });

  test('users with fewer than three sessions are for training only', () => {
    const split = lastSession(
      log({ two: ['view A 0', 'view B 1', 'view C 60'], one: ['view D 0', 'view E 1'] }),
      'next-item',
    );
    expect(training(split.training)).toEqual([
      [
        [1, 2, 3],
        [2, 3, 0],
      ],
      [
        [4, 5],
        [5, 0],
      ],
    ]);
    expect(training(split.refit)).toEqual(training(split.training));
    expect([split.validation, split.test]).toEqual([[], []]);
  });

  test('next-purchase: a purchase across a cut is not a label', () => {
    const steps = [
      'view A 0',
      'cart A 1',
      'buy A 2',
      'cart B 3',
      'view C 60',
      'buy B 61',
      'cart D 62',
      'buy C 63',
      'view E 120',
      'buy D 121',
      'cart F 122',
      'buy F 123',
    ];
    const split = lastSession(log({ u: steps }), 'next-purchase');
    expect(training(split.training)).toEqual([
      [
        [1, 1, 1, 2],
        [1, 0, 0, 0],
      ],
    ]);
    // C is bought without a cart. D is decided here but bought in the test part.
    expect(examples(split.validation)).toEqual([['u', [1, 1, 1, 2, 3, 2, 4], 3]]);
    expect(examples(split.test)).toEqual([['u', [1, 1, 1, 2, 3, 2, 4, 3, 5, 4], 6]]);
    expect(training(split.refit)).toEqual([
      [
        [1, 1, 1, 2, 3, 2, 4, 3],
        [1, 2, 2, 3, 3, 3, 3, 0],
      ],
    ]);
  });
});

describe('splitAtTime', () => {
  test('the last tenth of the earlier time is the validation part', () => {
    const users = {
      u: ['view A 0', 'view B 89', 'view C 90', 'view D 99', 'view E 100'],
      late: ['view F 101', 'view A 102'],
      early: ['view C 1', 'view D 2'],
    };
    const split = splitAtTime(log(users), 'next-item', 100 * MINUTE_MS);
    expect(training(split.training)).toEqual([
      [
        [1, 2],
        [2, 0],
      ],
      [
        [3, 4],
        [4, 0],
      ],
    ]);
    expect(examples(split.validation)).toEqual([
      ['u', [1, 2], 3],
      ['u', [1, 2, 3], 4],
    ]);
    expect(examples(split.test)).toEqual([
      ['u', [1, 2, 3, 4], 5],
      ['late', [6], 1],
    ]);
    expect(training(split.refit)).toEqual([
      [
        [1, 2, 3, 4],
        [2, 3, 4, 0],
      ],
      [
        [3, 4],
        [4, 0],
      ],
    ]);
  });
});

/** Sixteen actions a user on average, equal times among them, carts and purchases in any order. */
function randomLog(seed: number): EventLog {
  const random = seededRandom(seed);
  const types: readonly ActionType[] = [
    'view_item',
    'view_item',
    'select_item',
    'add_to_cart',
    'add_to_cart',
    'remove_from_cart',
    'purchase',
    'purchase',
    'view_item_list',
  ];
  const builder = new EventLogBuilder();
  for (let user = 0; user < 12; user++) {
    let timestampMs = Math.floor(random() * 300) * MINUTE_MS;
    for (let i = Math.floor(random() * 32); i >= 0; i--) {
      builder.add(`u${user}`, `i${Math.floor(random() * 6)}`, types[Math.floor(random() * types.length)]!, timestampMs);
      timestampMs += [0, 1, 29, 30, 31, 200][Math.floor(random() * 6)]! * MINUTE_MS;
    }
  }
  return builder.build();
}

const isStartOf = (actions: readonly Action[], whole: readonly Action[]) =>
  actions.every((action, i) => isDeepStrictEqual(action, whole[i]));

const PURCHASE = ACTION_TYPES.indexOf('purchase');

type Target = 'next-item' | 'next-purchase';

interface SplitUnderTest {
  readonly split: (log: EventLog, target: Target) => Split;
  /**
   * The expected cut of a user: indices of the first validation and test actions. Empty if all actions are for
   * training.
   */
  readonly cuts: (actions: readonly Action[], log: EventLog, target: Target) => number[];
}

const SPLITS: Readonly<Record<string, SplitUnderTest>> = {
  'leave-one-out': {
    split: leaveOneOut,
    cuts(actions, _, target) {
      const found = decisions(actions, target);
      return found.length < (target === 'next-item' ? 3 : 2) ? [] : found.slice(-2).map(({ index }) => index);
    },
  },
  'last session': {
    split: lastSession,
    cuts(actions) {
      const starts: number[] = [];
      for (let i = actions.length - 1; i > 0; i--)
        if ((actions[i]!.timestampMs - actions[i - 1]!.timestampMs) / MINUTE_MS > 30) starts.unshift(i);
      return starts.slice(-2).length < 2 ? [] : starts.slice(-2);
    },
  },
  'from a time': {
    split: (events, target) => splitAtTime(events, target, 600 * MINUTE_MS),
    cuts(actions, events) {
      const first = Math.min(...events.timestampsMs) / MINUTE_MS;
      return [first + 0.9 * (600 - first), 600].map(
        (minute) => actions.filter(({ timestampMs }) => timestampMs / MINUTE_MS < minute).length,
      );
    },
  },
};

/**
 * Splits each user alone and compares with the split of the whole log. An extra user keeps the first time of the log,
 * on which a cut by time depends.
 */
function splitOfUser(events: EventLog, user: number, split: (log: EventLog) => Split) {
  const builder = new EventLogBuilder();
  for (const itemId of events.itemIds) builder.addItem(itemId);
  builder.add('idle', events.itemIds[0]!, 'view_item_list', Math.min(...events.timestampsMs));
  for (let i = events.offsets[user]!; i < events.offsets[user + 1]!; i++) {
    builder.add(
      events.userIds[user]!,
      events.itemIds[events.itemRows[i]! - 1]!,
      ACTION_TYPES[events.typeIndices[i]!]!,
      events.timestampsMs[i],
    );
  }
  return split(builder.build());
}

describe.each(Object.keys(SPLITS))('%s on random logs', (name) => {
  test.each(['next-item', 'next-purchase'] as const)('%s: no label crosses a cut', (target) => {
    const counts = { training: 0, validation: 0, test: 0 };
    for (let seed = 1; seed <= 100; seed++) {
      const events = randomLog(seed);
      const { split, cuts } = SPLITS[name]!;
      const whole = split(events, target);
      const parts = events.userIds.map((_, user) => splitOfUser(events, user, (one) => split(one, target)));
      for (const kind of ['training', 'validation', 'test', 'refit'] as const)
        expect(parts.flatMap<unknown>((part) => part[kind] ?? [])).toEqual(whole[kind] ?? []);
      parts.forEach((part, user) => {
        const all = actionsOf(events, user);
        const labels = new Map(decisions(all, target).map(({ index, labelRow }) => [index, labelRow]));
        const [validationStart = all.length, testStart = all.length] = cuts(all, events, target);
        const checkTraining = (found: Split['training'], end: number) => {
          expect(found.length).toBeLessThanOrEqual(1);
          for (const { actions, labelRows } of found) {
            expect(actions.length).toBeLessThanOrEqual(end);
            expect(isStartOf(actions, all)).toBe(true);
            labelRows.forEach((labelRow, t) => {
              if (labelRow === 0) return;
              counts.training += 1;
              const answers = actions
                .slice(t + 1)
                .filter(
                  ({ itemRow, typeIndex }) =>
                    itemRow === labelRow && (target === 'next-item' || typeIndex === PURCHASE),
                );
              expect(answers.length).toBeGreaterThan(0);
            });
          }
        };
        checkTraining(part.training, validationStart);
        if (part.refit) checkTraining(part.refit, testStart);
        for (const [kind, start, end] of [
          ['validation', validationStart, testStart],
          ['test', testStart, all.length],
        ] as const) {
          for (const { history, labelRow } of part[kind]) {
            counts[kind] += 1;
            expect(history.length).toBeGreaterThanOrEqual(Math.max(1, start));
            expect(history.length).toBeLessThan(end);
            expect(isStartOf(history, all)).toBe(true);
            expect(labels.get(history.length)).toBe(labelRow);
            expect(all[history.length]!.timestampMs).toBeGreaterThanOrEqual(history.at(-1)!.timestampMs);
          }
        }
      });
    }
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(100);
  });
});
