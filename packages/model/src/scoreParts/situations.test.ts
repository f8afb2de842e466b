import { ACTION_TYPES } from '@aisle/core';
import { expect, test } from 'vitest';
import { situationOf } from './situations.js';

const historyOf = (...types: readonly (typeof ACTION_TYPES)[number][]) =>
  types.map((type) => ({ itemRow: 1, typeIndex: ACTION_TYPES.indexOf(type), timestampMs: 0 }));
const views = (count: number) => new Array<'view_item'>(count).fill('view_item');

test('the situation follows from the carts and purchases of the last ten actions', () => {
  expect(situationOf([])).toBe('browsing');
  expect(situationOf(historyOf('view_item', 'remove_from_cart'))).toBe('browsing');
  expect(situationOf(historyOf('view_item', 'add_to_cart'))).toBe('atChoice');
  expect(situationOf(historyOf('purchase'))).toBe('atChoice');
  expect(situationOf(historyOf('purchase', ...views(9)))).toBe('afterChoice');
  expect(situationOf(historyOf('purchase', ...views(10)))).toBe('browsing');
});
