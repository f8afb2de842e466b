import { type EventInput, parseEvent, type TrackedEvent } from '@aisle/core';
import type { EventReader } from '@aisle/store';
import { expect, test } from 'vitest';
import { Outcomes, outcomesOf } from './outcomes.js';

const event = (input: EventInput): TrackedEvent => parseEvent(input, 0);
const itemsOf = (ids: string) => [...ids].map((item_id) => ({ item_id }));

const shown = (result_id: string, ids = 'ab') => event({ type: 'view_item_list', items: itemsOf(ids), result_id });
const clicked = (result_id: string, ids: string, type: 'select_item' | 'view_item' | 'add_to_cart' = 'select_item') =>
  event({ type, items: itemsOf(ids), result_id });
const bought = (ids: string, transaction_id?: string) =>
  event({ type: 'purchase', items: itemsOf(ids), ...(transaction_id && { transaction_id }) });

const NONE = { shown: 0, clicked: 0, purchased: 0 };
const counts = (personalised: Partial<typeof NONE>, holdout: Partial<typeof NONE> = {}) => ({
  personalised: { ...NONE, ...personalised },
  holdout: { ...NONE, ...holdout },
});

test.each<readonly [string, readonly TrackedEvent[], ReturnType<typeof counts>]>([
  ['nothing', [], counts({})],
  ['a result counts as shown once', [shown('p-1', 'ab'), shown('p-1', 'cd'), shown('p-2')], counts({ shown: 2 })],
  ['each arm has its own', [shown('p-1'), shown('h-1'), shown('h-2')], counts({ shown: 1 }, { shown: 2 })],
  [
    'events without a result are not counted',
    [
      event({ type: 'view_item_list', items: itemsOf('a') }),
      event({ type: 'view_item', items: itemsOf('a') }),
      bought('a'),
    ],
    counts({}),
  ],
  [
    'results without a known arm and foreign names are not counted',
    [shown('u-1'), clicked('u-1', 'a'), shown('rec-7'), bought('a')],
    counts({}),
  ],
  [
    'select, view and cart of an item count as one click',
    [clicked('p-1', 'a'), clicked('p-1', 'a', 'view_item'), clicked('p-1', 'a', 'add_to_cart')],
    counts({ clicked: 1 }),
  ],
  [
    'another item or result is another click',
    [clicked('p-1', 'a'), clicked('p-1', 'b'), clicked('p-2', 'a'), clicked('p-1', 'cd')],
    counts({ clicked: 5 }),
  ],
  [
    'other events of an item are not clicks',
    [
      event({ type: 'remove_from_cart', items: itemsOf('a'), result_id: 'p-1' }),
      event({ type: 'begin_checkout', items: itemsOf('a'), result_id: 'p-1' }),
    ],
    counts({}),
  ],
  [
    'checkout steps, promotions and refunds are not clicks, and undo no purchase',
    [
      clicked('p-1', 'a'),
      bought('a', 'T1'),
      event({ type: 'add_payment_info', items: itemsOf('b'), result_id: 'p-1' }),
      event({ type: 'select_promotion', items: itemsOf('b'), result_id: 'p-1' }),
      event({ type: 'refund', transaction_id: 'T1', result_id: 'p-1' }),
    ],
    counts({ clicked: 1, purchased: 1 }),
  ],
  ['a purchase counts clicked items only', [clicked('p-1', 'a'), bought('ab')], counts({ clicked: 1, purchased: 1 })],
  ['what is clicked after the purchase does not', [bought('a'), clicked('p-1', 'a')], counts({ clicked: 1 })],
  [
    'an item counts once for each purchase',
    [clicked('p-1', 'a'), bought('aa'), bought('a')],
    counts({ clicked: 1, purchased: 2 }),
  ],
  [
    'a repeated order counts once',
    [clicked('p-1', 'a'), bought('a', 'T1'), bought('a', 'T1'), bought('a', 'T2')],
    counts({ clicked: 1, purchased: 2 }),
  ],
  [
    'the latest click determines the arm',
    [clicked('p-1', 'a'), clicked('h-1', 'a'), bought('a')],
    counts({ clicked: 1 }, { clicked: 1, purchased: 1 }),
  ],
  [
    'a repeated click counts as the latest',
    [clicked('p-1', 'a'), clicked('h-1', 'a'), clicked('p-1', 'a'), bought('a')],
    counts({ clicked: 1, purchased: 1 }, { clicked: 1 }),
  ],
])('%s', (_, events, expected) => {
  expect(outcomesOf(events)).toEqual(expected);
});

test('a result without an arm counts for the arm of the history', () => {
  const events = [shown('u-1'), clicked('u-1', 'a'), shown('h-1'), bought('a')];
  expect(outcomesOf(events, 'personalised')).toEqual(counts({ shown: 1, clicked: 1, purchased: 1 }, { shown: 1 }));
  expect(outcomesOf(events, 'holdout')).toEqual(counts({}, { shown: 2, clicked: 1, purchased: 1 }));
});

const EVENTS = [shown('p-1'), clicked('p-1', 'a'), shown('h-1'), clicked('h-1', 'b'), bought('ab')];

/** A database whose content the test sets. */
function storeOf(stored: { historyId: string; events: readonly TrackedEvent[] }) {
  const readSince: EventReader['readSince'] = async (afterSeq) => ({
    historyId: stored.historyId,
    seq: stored.events.length,
    events: stored.events.slice(afterSeq),
  });
  return { readSince, close: async () => {} } as Pick<EventReader, 'readSince' | 'close'> as EventReader;
}

test('counts by notices and reads equal counts of the whole history', async () => {
  const stored = { historyId: 'e', events: EVENTS.slice(0, 1) };
  const outcomes = new Outcomes(storeOf(stored), 0);
  await outcomes.catchUp(undefined);
  expect(outcomes.byArm).toEqual(outcomesOf(EVENTS.slice(0, 1)));
  stored.events = EVENTS;
  outcomes.advance(EVENTS[1]!, { historyId: 'e', seq: 2 });
  expect(outcomes.byArm).toEqual(outcomesOf(EVENTS.slice(0, 2)));
  // The third event is from another tab.
  outcomes.advance(EVENTS[3]!, { historyId: 'e', seq: 4 });
  await outcomes.catchUp({ historyId: 'e', seq: 4 });
  expect(outcomes.byArm).toEqual(outcomesOf(EVENTS));
  outcomes.advance(EVENTS[4]!, { historyId: 'e', seq: 5 });
  expect(outcomes.byArm).toEqual(outcomesOf(EVENTS));
});

test('counts restart after an erase without a notice', async () => {
  const stored = { historyId: 'e', events: EVENTS };
  const outcomes = new Outcomes(storeOf(stored), 0);
  await outcomes.catchUp(undefined);
  Object.assign(stored, { historyId: 'f', events: EVENTS.slice(2, 4) });
  await outcomes.catchUp({ historyId: 'f', seq: 2 });
  expect(outcomes.byArm).toEqual(counts({}, { shown: 1, clicked: 1 }));
  outcomes.forget();
  expect(outcomes.byArm).toEqual(counts({}));
});
