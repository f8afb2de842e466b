import { type EventInput, parseEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { Experiment } from './experiment.js';

const view = (fields: object) => ({ type: 'view_item', items: [{ item_id: 'a' }], ...fields }) as EventInput;

/** Results are numbered. */
function experimentOf(historyId: string | undefined, { holdoutShare = 0, ordersLists = [] as readonly string[] } = {}) {
  let results = 0;
  const session = { historyId };
  const page = { newResultId: (arm: string | undefined) => `${arm}-${++results}` };
  return {
    session,
    experiment: new Experiment(session, {
      page,
      holdoutShare: () => holdoutShare,
      surface: { orders: (listId) => ordersLists.includes(listId) },
    }),
  };
}

test('the arm follows from the id of the history', () => {
  const { session, experiment } = experimentOf(undefined, { holdoutShare: 1 });
  expect([experiment.arm, experiment.inHoldout]).toEqual([undefined, false]);
  session.historyId = 'h1';
  expect([experiment.arm, experiment.inHoldout]).toEqual(['holdout', true]);
  expect(experimentOf('h1', { holdoutShare: 0 }).experiment.arm).toBe('personalised');
});

test("an event of a list gets the id of the list's latest result", () => {
  const { experiment } = experimentOf('h1');
  experiment.newResult('shelf');
  experiment.newResult('other');
  expect(experiment.completeEvent(view({ item_list_id: 'shelf' })).result_id).toBe('personalised-1');
  experiment.newResult('shelf');
  expect(experiment.completeEvent(view({ item_list_id: 'shelf' })).result_id).toBe('personalised-3');
});

test('an event with a result id, or without a known list, stays the same', () => {
  const { experiment } = experimentOf('h1');
  experiment.newResult('shelf');
  for (const event of [
    view({}),
    view({ item_list_id: 'unknown' }),
    view({ item_list_id: 'shelf', result_id: 'own' }),
    { ...view({ item_list_id: 'shelf' }), type: 'purchase' } as EventInput,
  ]) {
    expect(experiment.completeEvent(event)).toBe(event);
  }
});

test('a list that the page orders has a result before anybody asks', () => {
  const { experiment } = experimentOf('h1', { ordersLists: ['shelf'] });
  const ids = [1, 2].map(() => experiment.completeEvent(view({ item_list_id: 'shelf' })).result_id);
  expect(ids).toEqual(['personalised-1', 'personalised-1']);
});

test('a completed event passes validation, getters and all', () => {
  class Computed {
    readonly type = 'view_item';
    readonly item_list_id = 'shelf';
    get items() {
      return [{ item_id: 'a' }];
    }
  }
  const { experiment } = experimentOf('h1');
  experiment.newResult('shelf');
  expect(parseEvent(experiment.completeEvent(new Computed() as never), 1)).toMatchObject({
    items: [{ item_id: 'a' }],
    item_list_id: 'shelf',
    result_id: 'personalised-1',
  });
});

test('nothing that is handed in makes it throw', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwing = {
    get type() {
      throw new Error('of the page');
    },
  }; // prettier-ignore
  const { experiment } = experimentOf('h1', { ordersLists: ['shelf'] });
  for (const input of [undefined, null, 7, 'view_item', [], proxy, throwing, { item_list_id: Symbol('list') }]) {
    expect(experiment.completeEvent(input as never)).toBe(input);
  }
});

test('after an erasure, lists have no result', () => {
  const { experiment } = experimentOf('h1');
  experiment.newResult('shelf');
  experiment.forget();
  expect(experiment.completeEvent(view({ item_list_id: 'shelf' })).result_id).toBeUndefined();
});
