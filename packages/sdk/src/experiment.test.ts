import { type EventInput, parseEvent } from '@aisle/core';
import { expect, test, vi } from 'vitest';
import { Experiment } from './experiment.js';

const view = (fields: object) => ({ type: 'view_item', items: [{ item_id: 'a' }], ...fields }) as EventInput;

/** Result ids are numbers. */
function createExperiment(
  historyId: string | undefined,
  { holdoutShare = 0, managesLists = [] as readonly string[] } = {},
) {
  let results = 0;
  const controller = { historyId };
  const page = { newResultId: (arm: string | undefined) => `${arm}-${++results}` };
  return {
    controller,
    experiment: new Experiment(controller, {
      page,
      holdoutShare: () => holdoutShare,
      lists: { manages: (listId) => managesLists.includes(listId) },
    }),
  };
}

test('the arm depends on the id of the history', () => {
  const { controller, experiment } = createExperiment(undefined, { holdoutShare: 1 });
  expect([experiment.arm, experiment.inHoldout]).toEqual([undefined, false]);
  controller.historyId = 'h1';
  expect([experiment.arm, experiment.inHoldout]).toEqual(['holdout', true]);
  expect(createExperiment('h1', { holdoutShare: 0 }).experiment.arm).toBe('personalised');
});

test('the arm is unknown if the page has replaced what the hash needs', () => {
  const { experiment } = createExperiment('h1');
  const replaced = vi.spyOn(String.prototype, 'charCodeAt').mockImplementation(() => {
    throw new Error('replaced');
  });
  const { arm } = experiment;
  replaced.mockRestore();
  expect(arm).toBeUndefined();
});

test('events of a list get the id of its latest result', () => {
  const { experiment } = createExperiment('h1');
  experiment.newResult('shelf');
  experiment.newResult('other');
  expect(experiment.completeEvent(view({ item_list_id: 'shelf' })).result_id).toBe('personalised-1');
  experiment.newResult('shelf');
  expect(experiment.completeEvent(view({ item_list_id: 'shelf' })).result_id).toBe('personalised-3');
});

test('events with a result id or an unknown list are unchanged', () => {
  const { experiment } = createExperiment('h1');
  experiment.newResult('shelf');
  for (const event of [
    view({}),
    view({ item_list_id: 'unknown' }),
    view({ item_list_id: 'shelf', result_id: 'own' }),
    ...(['purchase', 'user_engagement', 'add_shipping_info', 'refund', 'select_promotion'] as const).map(
      (type) => ({ ...view({ item_list_id: 'shelf' }), type }) as EventInput,
    ),
  ]) {
    expect(experiment.completeEvent(event)).toBe(event);
  }
});

test('a list that the script tag orders has a result id', () => {
  const { experiment } = createExperiment('h1', { managesLists: ['shelf'] });
  const ids = [1, 2].map(() => experiment.completeEvent(view({ item_list_id: 'shelf' })).result_id);
  expect(ids).toEqual(['personalised-1', 'personalised-1']);
});

test('a completed event with getters passes validation', () => {
  class Computed {
    readonly type = 'view_item';
    readonly item_list_id = 'shelf';
    get items() {
      return [{ item_id: 'a' }];
    }
  }
  const { experiment } = createExperiment('h1');
  experiment.newResult('shelf');
  expect(parseEvent(experiment.completeEvent(new Computed() as never), 1)).toMatchObject({
    items: [{ item_id: 'a' }],
    item_list_id: 'shelf',
    result_id: 'personalised-1',
  });
});

test('completeEvent does not throw for any input', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwing = {
    get type() {
      throw new Error('of the page');
    },
  }; // prettier-ignore
  const { experiment } = createExperiment('h1', { managesLists: ['shelf'] });
  for (const input of [undefined, null, 7, 'view_item', [], proxy, throwing, { item_list_id: Symbol('list') }]) {
    expect(experiment.completeEvent(input as never)).toBe(input);
  }
});

test('after an erasure, lists have no result', () => {
  const { experiment } = createExperiment('h1');
  experiment.newResult('shelf');
  experiment.forget();
  expect(experiment.completeEvent(view({ item_list_id: 'shelf' })).result_id).toBeUndefined();
});
