import { expect, test } from 'vitest';
import { readPrices } from './readPrices.js';

test('prices that are texts become numbers, other fields stay', () => {
  const items = [{ item_id: 'a', price: '1.299,00 €', quantity: 2 }, { item_id: 'b', price: 5 }, { item_id: 'c' }];
  expect(readPrices({ type: 'view_cart', currency: 'EUR', items })).toEqual({
    type: 'view_cart',
    currency: 'EUR',
    items: [{ item_id: 'a', price: 1299, quantity: 2 }, { item_id: 'b', price: 5 }, { item_id: 'c' }],
  });
});

test.each([
  [{ type: 'search', search_term: 'tent' }],
  [{ type: 'view_item', items: 'none' }],
  [{ type: 'view_item', items: [null, 5, undefined] }],
  [{ type: 'view_item', items: [{ item_id: 'a', price: '$19.99 $29.99' }] }],
])('%j stays as it is for the validation', (event) => {
  expect(readPrices(event as never)).toEqual(event);
});
