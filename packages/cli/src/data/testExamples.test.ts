import { ACTION_TYPES, type ActionType } from '@aisle/core';
import type { ActionColumns } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { TestExamples } from './testExamples.js';

/** Columns of actions `[item row, type]`, a second apart. */
const columnsOf = (...actions: readonly (readonly [row: number, type: ActionType])[]): ActionColumns => ({
  itemRows: Int32Array.from(actions, ([row]) => row),
  typeIndices: Uint8Array.from(actions, ([, type]) => ACTION_TYPES.indexOf(type)),
  timestampsMs: Float64Array.from(actions, (_, i) => 1000 * i),
  listIndices: Int16Array.from(actions, () => -1),
});

const columns = columnsOf(
  [7, 'view_item'],
  [8, 'select_item'],
  [8, 'view_item'],
  [9, 'view_item_list'],
  [9, 'add_to_cart'],
);

test('an example has the history of its range', () => {
  const examples = new TestExamples(columns, [
    { userId: 'ann', start: 0, end: 2, labelRow: 3 },
    { userId: 'ben', start: 4, end: 4, labelRow: 0 },
  ]);
  expect(examples.length).toBe(2);
  expect([...examples]).toEqual([
    {
      userId: 'ann',
      history: [
        { itemRow: 7, typeIndex: 2, timestampMs: 0 },
        { itemRow: 8, typeIndex: 1, timestampMs: 1000 },
      ],
      labelRow: 3,
    },
    { userId: 'ben', history: [], labelRow: 0 },
  ]);
});

test('a history contains only actions that the model reads', () => {
  const [example] = new TestExamples(columns, [{ userId: 'ann', start: 1, end: 5, labelRow: 3 }]);
  // A view after its click is the same action, and a listed item is not an action.
  expect(example!.history.map(({ itemRow, typeIndex }) => [itemRow, ACTION_TYPES[typeIndex]])).toEqual([
    [8, 'select_item'],
    [9, 'add_to_cart'],
  ]);
});

test('examples can be iterated twice', () => {
  const examples = new TestExamples(columns, [{ userId: 'ann', start: 0, end: 2, labelRow: 3 }]);
  expect([...examples]).toEqual([...examples]);
});
