import { expect, test } from 'vitest';
import { shopifyEvent } from './shopify.js';

/** Based on https://shopify.dev/docs/api/web-pixels-api/standard-events. */
const variant = {
  id: '41312',
  sku: 'SNOW-1',
  title: 'Ice / 154',
  price: { amount: 749.95, currencyCode: 'USD' },
  product: { id: '7011', title: 'Snowboard', vendor: 'Hydrogen', type: 'Sports', url: '/products/snowboard' },
};
const item = {
  item_id: '7011',
  item_name: 'Snowboard',
  item_brand: 'Hydrogen',
  item_category: 'Sports',
  price: 749.95,
};
const envelope = (name: string, data: object) => ({
  id: 'e1',
  name,
  clientId: 'c',
  timestamp: '2026-01-01T00:00:00Z',
  type: 'standard',
  data,
});

test.each([
  ['product_viewed', { productVariant: variant }, { type: 'view_item', items: [item], currency: 'USD' }],
  [
    'product_added_to_cart',
    { cartLine: { quantity: 2, merchandise: variant } },
    { type: 'add_to_cart', items: [{ ...item, quantity: 2 }], currency: 'USD' },
  ],
  [
    'product_removed_from_cart',
    { cartLine: { quantity: 1, merchandise: variant } },
    { type: 'remove_from_cart', items: [{ ...item, quantity: 1 }], currency: 'USD' },
  ],
  [
    'cart_viewed',
    { cart: { lines: [{ quantity: 1, merchandise: variant }] } },
    { type: 'view_cart', items: [{ ...item, quantity: 1 }], currency: 'USD' },
  ],
  [
    'checkout_started',
    { checkout: { lineItems: [{ quantity: 1, variant }] } },
    { type: 'begin_checkout', items: [{ ...item, quantity: 1 }], currency: 'USD' },
  ],
  [
    'checkout_shipping_info_submitted',
    { checkout: { lineItems: [{ quantity: 1, variant }] } },
    { type: 'add_shipping_info', items: [{ ...item, quantity: 1 }], currency: 'USD' },
  ],
  [
    'payment_info_submitted',
    { checkout: { lineItems: [{ quantity: 1, variant }] } },
    { type: 'add_payment_info', items: [{ ...item, quantity: 1 }], currency: 'USD' },
  ],
  [
    'checkout_completed',
    {
      checkout: {
        order: { id: '990' },
        lineItems: [
          { quantity: 1, variant },
          { quantity: 1, variant: null },
        ],
      },
    },
    { type: 'purchase', items: [{ ...item, quantity: 1 }], currency: 'USD', transaction_id: '990' },
  ],
  [
    'collection_viewed',
    { collection: { id: '12', title: 'Boards', productVariants: [variant] } },
    { type: 'view_item_list', items: [{ ...item, index: 0 }], currency: 'USD', item_list_id: '12' },
  ],
  [
    'search_submitted',
    { searchResult: { query: 'board', productVariants: [] } },
    { type: 'search', search_term: 'board' },
  ],
])('%s', (name, data, expected) => {
  expect(shopifyEvent(envelope(name, data))).toEqual(expected);
});

test('idOf selects the sku instead of the product id', () => {
  expect(shopifyEvent(envelope('product_viewed', { productVariant: variant }), ({ sku }) => sku)).toMatchObject({
    items: [{ item_id: 'SNOW-1' }],
  });
});

test.each([
  [undefined],
  [envelope('page_viewed', {})],
  [envelope('product_viewed', {})],
  [{ name: 'product_viewed', data: null }],
  [envelope('checkout_completed', { checkout: { lineItems: 'none' } })],
])('%j is not an event', (event) => {
  expect(shopifyEvent(event)).toBe(undefined);
});

test('an object that throws when read is not an event', () => {
  expect(
    shopifyEvent({
      get name() {
        throw new Error('of the theme');
      },
      data: {},
    }),
  ).toBe(undefined);
  expect(
    shopifyEvent(envelope('product_viewed', { productVariant: variant }), () => {
      throw new Error('of the shop');
    }),
  ).toBe(undefined);
});
