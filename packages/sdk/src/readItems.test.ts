import { expect, test } from 'vitest';
import { readItems } from './readItems.js';

const throwing = () => {
  throw new Error('no price list');
};

test('reads ids and pinned items of any iterable', () => {
  const items = [{ item_id: 'a' }, { item_id: 7 }, 'c', 3];
  expect(readItems(new Set(items), { pinned: (_, index) => index === 1 })).toEqual({
    items,
    itemIds: ['a', '7', 'c', '3'],
    pinned: [false, true, false, false],
  });
  expect(readItems([{ sku: 2 }], { itemId: ({ sku }) => sku })).toMatchObject({ itemIds: ['2'] });
  expect(readItems(['a'], { itemId: null } as never)).toMatchObject({ itemIds: ['a'] });
});

test.each([
  [undefined, undefined, 'items must be a list, found nothing'],
  [null, undefined, 'items must be a list, found null'],
  ['item-1', undefined, 'items must be a list, found "item-1"'],
  [{}, undefined, /^items failed: .*not iterable/],
  [['a', {}], undefined, 'item 1 must have an item_id, or pass itemId; found nothing'],
  [[null], undefined, 'item 0 must have an item_id, or pass itemId; found null'],
  [['a'], { itemId: throwing }, 'itemId failed: no price list'],
  [['a'], { itemId: 'item_id' }, /^itemId failed: .*not a function/],
  [['a'], { pinned: throwing }, 'pinned failed: no price list'],
])('the problem of %j with %j is reported', (items, options, problem) => {
  const found = readItems(items as never, options as never);
  expect(found.problem).toMatch(problem);
  expect(found.items).toEqual(Array.isArray(items) ? items : []);
});

test('getters and iterators that throw do not throw', () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  const options = {
    get itemId() {
      return throwing();
    },
  };
  expect(readItems(proxy).problem).toMatch(/^items failed/);
  expect(readItems(['a'], options).problem).toBe('itemId failed: no price list');
});
