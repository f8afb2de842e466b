import { parseEvent } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { readPrices } from '../readPrices.js';
import { DataLayerState } from './ga4.js';

/** The event that is recorded, and the odd fields that are counted. Undefined without an event. */
function read(entry: unknown) {
  const event = new DataLayerState().read(entry);
  const dropped: string[] = [];
  if (!event) return undefined;
  const { timestampMs, schemaVersion, ...recorded } = parseEvent(readPrices(event), 0, {
    onDropped: (field) => dropped.push(field),
  });
  return { recorded, dropped };
}
const ga4Event = (entry: unknown) => read(entry)?.recorded;

/** The arguments object that `gtag` pushes. */
function argumentsOf(..._given: unknown[]): IArguments {
  return arguments;
}

/** Based on https://developers.google.com/analytics/devguides/collection/ga4/ecommerce. */
const PRODUCT = {
  item_id: 'SKU_12345',
  item_name: 'Stan and Friends Tee',
  affiliation: 'Google Merchandise Store',
  coupon: 'SUMMER_FUN',
  discount: 2.22,
  index: 0,
  item_brand: 'Google',
  item_category: 'Apparel',
  item_category2: 'Adult',
  item_list_id: 'related_products',
  item_variant: 'green',
  location_id: 'ChIJIQBpAG2ahYAR_6128GcTUEo',
  price: 10.01,
  quantity: 3,
};
const READ = {
  item_id: 'SKU_12345',
  item_name: 'Stan and Friends Tee',
  item_brand: 'Google',
  item_category: 'Apparel',
  index: 0,
  price: 10.01,
  quantity: 3,
};

const PROMOTION = {
  promotion_id: 'P_12345',
  promotion_name: 'Summer Sale',
  creative_name: 'Summer Banner',
  creative_slot: 'featured_app_1',
};

describe('entries of a data layer', () => {
  test.each([
    [
      'dataLayer.push({event, ecommerce})',
      { event: 'add_to_cart', ecommerce: { currency: 'USD', value: 30.03, items: [PRODUCT] } },
      { type: 'add_to_cart', items: [READ], currency: 'USD' },
    ],
    [
      "gtag('event', name, parameters)",
      argumentsOf('event', 'view_item', { currency: 'USD', value: 30.03, items: [PRODUCT] }),
      { type: 'view_item', items: [READ], currency: 'USD' },
    ],
    [
      'items beside the event',
      { event: 'select_item', item_list_id: 'related', items: [PRODUCT] },
      { type: 'select_item', items: [READ], item_list_id: 'related' },
    ],
    [
      'a purchase',
      { event: 'purchase', ecommerce: { transaction_id: 'T_12345', tax: 3.6, shipping: 5.99, items: [PRODUCT] } },
      { type: 'purchase', items: [READ], transaction_id: 'T_12345' },
    ],
    [
      'a currency that each item names',
      { event: 'view_cart', ecommerce: { items: [{ item_id: 'a', currency: 'usd' }] } },
      { type: 'view_cart', items: [{ item_id: 'a' }], currency: 'USD' },
    ],
    [
      'a currency that is not a code',
      { event: 'view_cart', ecommerce: { currency: '€', items: [{ item_id: 'a' }] } },
      { type: 'view_cart', items: [{ item_id: 'a' }] },
    ],
    [
      'a transaction id that is a number',
      { event: 'purchase', ecommerce: { transaction_id: 77, items: [{ item_id: 5 }] } },
      { type: 'purchase', items: [{ item_id: '5' }], transaction_id: '77' },
    ],
    [
      'a list by its name',
      { event: 'view_item_list', ecommerce: { item_list_name: 'Related products', items: [PRODUCT] } },
      { type: 'view_item_list', items: [READ], item_list_id: 'Related products' },
    ],
    [
      'the result that an item was found in',
      { event: 'select_item', ecommerce: { item_list_id: 'related', result_id: 'p-1x', items: [PRODUCT] } },
      { type: 'select_item', items: [READ], result_id: 'p-1x', item_list_id: 'related' },
    ],
    [
      'a search',
      argumentsOf('event', 'search', { search_term: 't-shirts' }),
      { type: 'search', search_term: 't-shirts' },
    ],
    [
      'search results',
      { event: 'view_search_results', search_term: ' lamp ' },
      { type: 'search', search_term: 'lamp' },
    ],
    [
      'a step of the checkout, without its free text',
      { event: 'add_shipping_info', ecommerce: { currency: 'USD', shipping_tier: 'Ground', items: [PRODUCT] } },
      { type: 'add_shipping_info', items: [READ], currency: 'USD' },
    ],
    [
      'payment information, without its free text',
      argumentsOf('event', 'add_payment_info', { payment_type: 'Credit Card', items: [PRODUCT] }),
      { type: 'add_payment_info', items: [READ] },
    ],
    [
      'a refund of a whole order',
      { event: 'refund', ecommerce: { currency: 'USD', transaction_id: 'T_12345', value: 72.05 } },
      { type: 'refund', transaction_id: 'T_12345', currency: 'USD' },
    ],
    [
      'a refund of items',
      { event: 'refund', ecommerce: { transaction_id: 12345, items: [PRODUCT] } },
      { type: 'refund', transaction_id: '12345', items: [READ] },
    ],
    [
      'a promotion',
      { event: 'view_promotion', ecommerce: { ...PROMOTION, items: [PRODUCT] } },
      { type: 'view_promotion', items: [READ], ...PROMOTION },
    ],
    [
      'a promotion without items',
      { event: 'select_promotion', ecommerce: { promotion_id: 7, creative_slot: ' top ' } },
      { type: 'select_promotion', promotion_id: '7', creative_slot: 'top' },
    ],
    [
      'a promotion that the item names',
      { event: 'select_promotion', ecommerce: { promotion_id: 'other', items: [{ ...PRODUCT, ...PROMOTION }] } },
      { type: 'select_promotion', items: [READ], ...PROMOTION },
    ],
    [
      'the old name of the id',
      { event: 'view_item', ecommerce: { items: [{ id: 'sku-1' }] } },
      { type: 'view_item', items: [{ item_id: 'sku-1' }] },
    ],
  ])('%s', (_, entry, expected) => {
    expect(ga4Event(entry)).toEqual(expected);
  });

  test.each([
    ['texts for numbers', { price: '39.95', quantity: '2', index: '3' }, { price: 39.95, quantity: 2, index: 3 }],
    ['a comma for the decimals', { price: '12,50' }, { price: 12.5 }],
    ['thousands the German way', { price: '1.299,00 €' }, { price: 1299 }],
    ['thousands the English way', { price: 'US$ 1,299.00' }, { price: 1299 }],
    ['thousands alone', { price: '1,299' }, { price: 1299 }],
    ['both separators, and three decimals', { price: '1.299,500' }, { price: 1299.5 }],
    [
      'a number that a program wrote with four decimals',
      { price: '34.0000', quantity: '1.0000' },
      { price: 34, quantity: 1 },
    ],
  ])('reads data as shops write it: %s', (_, written, fields) => {
    expect(read({ event: 'view_item', ecommerce: { items: [{ item_id: 'a', ...written }] } })).toEqual({
      recorded: { type: 'view_item', items: [{ item_id: 'a', ...fields }] },
      dropped: [],
    });
  });

  test.each([
    ['two prices', { price: '$19.99 $29.99' }],
    ['no number', { price: 'free', quantity: 'many' }],
    ['values that are not numbers', { price: NaN, quantity: Infinity, index: -1 }],
    ['half a piece, and a negative price', { price: -3, quantity: 0.5 }],
    ['text that is too long', { item_name: 'x'.repeat(225) }],
    ['fields of other kinds', { item_name: { de: 'Lampe' }, item_brand: ['a'], item_category: true, price: {} }],
  ])('drops and counts odd fields: %s', (_, odd) => {
    expect(read({ event: 'view_item', ecommerce: { items: [{ item_id: 'a', ...odd }] } })).toEqual({
      recorded: { type: 'view_item', items: [{ item_id: 'a' }] },
      dropped: Object.keys(odd),
    });
  });

  test('drops and counts odd fields of the event', () => {
    const odd = { currency: 'euros', transaction_id: {} };
    expect(read({ event: 'purchase', ecommerce: { items: [{ item_id: 'a' }], ...odd } })).toEqual({
      recorded: { type: 'purchase', items: [{ item_id: 'a' }] },
      dropped: Object.keys(odd),
    });
  });

  test('missing values are not counted', () => {
    const missing = { item_name: '', item_brand: null, item_category: ' ', price: '', quantity: null };
    expect(read({ event: 'view_item', ecommerce: { currency: '', items: [{ item_id: 'a', ...missing }] } })).toEqual({
      recorded: { type: 'view_item', items: [{ item_id: 'a' }] },
      dropped: [],
    });
  });

  test('an event whose items have no id is refused', () => {
    expect(() => read({ event: 'view_item', ecommerce: { items: [{ item_name: 'Tent' }] } })).toThrow(
      'items[0].item_id',
    );
  });

  test.each([
    ['an object', { 0: PRODUCT }],
    ['items without an id', [{ item_name: 'Tent' }]],
  ])('a refund whose items are %s is refused', (_, items) => {
    expect(() => read({ event: 'refund', ecommerce: { transaction_id: 'T', items } })).toThrow('items');
  });

  test('a promotion whose items have no id is recorded without them', () => {
    expect(read({ event: 'view_promotion', ecommerce: { promotion_id: 'P', items: [{ item_name: 'Tent' }] } })).toEqual(
      {
        recorded: { type: 'view_promotion', promotion_id: 'P' },
        // The item, and the list.
        dropped: ['items', 'items'],
      },
    );
  });

  test('items without an id, and after the 200th, are omitted', () => {
    const items = [
      { item_name: 'no id' },
      null,
      'sku',
      { item_id: '' },
      ...Array.from({ length: 300 }, (_, i) => ({ item_id: `i${i}` })),
    ];
    expect(read({ event: 'view_item_list', ecommerce: { items } })).toEqual({
      recorded: {
        type: 'view_item_list',
        items: Array.from({ length: 196 }, (_, i) => ({ item_id: `i${i}` })),
      },
      dropped: ['items', 'items', 'items', 'items', 'items'],
    });
  });

  test.each([
    ['the reset before an event', { ecommerce: null }],
    ['an event without items', { event: 'view_item', ecommerce: {} }],
    ['items that are not an array', { event: 'view_item', ecommerce: { items: { 0: PRODUCT } } }],
    ['an event of another kind', { event: 'gtm.js', 'gtm.start': 1 }],
    ['a page view', argumentsOf('event', 'page_view', { page_title: 'x' })],
    ['another command', argumentsOf('config', 'G-XYZ', { items: [PRODUCT] })],
    ['a function of the tag manager', () => undefined],
    ['a text', 'view_item'],
    ['nothing', null],
  ])('%s is not an event', (_, entry) => {
    expect(ga4Event(entry)).toBe(undefined);
  });
});
