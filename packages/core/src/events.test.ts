import { describe, expect, test } from 'vitest';
import { AisleError } from './errors.js';
import { ACTION_TYPES, EVENT_TYPES, itemsOfEvent, parseEvent, parseItemId } from './events.js';

const NOW_MS = 1_700_000_000_000;

const VIEW = { type: 'view_item', items: [{ item_id: 'A' }], timestampMs: 5 };
const FULL_ITEM = {
  item_id: 'A',
  item_name: 'Lamp',
  item_brand: 'Lux',
  item_category: 'Home',
  price: 9.5,
  quantity: 2,
  index: 3,
};

const PROMOTION = {
  promotion_id: 'P_12345',
  promotion_name: 'Summer Sale',
  creative_name: 'Summer Banner',
  creative_slot: 'featured_app_1',
};

function refusal(work: () => unknown): AisleError {
  try {
    work();
  } catch (error) {
    if (error instanceof AisleError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const withItem = (change: object) => ({ ...VIEW, items: [{ ...FULL_ITEM, ...change }] });
const chars = (count: number) => 'x'.repeat(count);
const items = (count: number) => Array.from({ length: count }, (_, i) => ({ item_id: String(i) }));

const TEXT = 'a text of 1 to 200 characters';
const LIST = 'a list of 1 to 200 items';
const TYPES = `one of ${EVENT_TYPES.join(', ')}`;

/** Input, the field in the error, the expected form, and the description of the value in the message. */
const REFUSED: readonly (readonly [string, unknown, string, string, string])[] = [
  ['no event', undefined, 'event', 'an object', 'nothing'],
  ['null', null, 'event', 'an object', 'null'],
  ['a list as the event', [VIEW], 'event', 'an object', 'a list of 1'],
  ['a text as the event', 'view_item', 'event', 'an object', '"view_item"'],
  ['an older schema', { ...VIEW, schemaVersion: 0 }, 'schemaVersion', '1', '0'],
  ['a newer schema', { ...VIEW, schemaVersion: 2 }, 'schemaVersion', '1', '2'],
  ['a schema version as text', { ...VIEW, schemaVersion: '1' }, 'schemaVersion', '1', '"1"'],
  ['no type', { items: items(1) }, 'type', TYPES, 'nothing'],
  ['an unknown type', { ...VIEW, type: 'page_view' }, 'type', TYPES, '"page_view"'],
  ['a type in another case', { ...VIEW, type: 'View_Item' }, 'type', TYPES, '"View_Item"'],
  ['a time before the epoch', { ...VIEW, timestampMs: -1 }, 'timestampMs', 'a number of at least 0', '-1'],
  ['a time as text', { ...VIEW, timestampMs: '5' }, 'timestampMs', 'a number of at least 0', '"5"'],
  ['a time that is null', { ...VIEW, timestampMs: null }, 'timestampMs', 'a number of at least 0', 'null'],
  ['a time that is not a number', { ...VIEW, timestampMs: NaN }, 'timestampMs', 'a number of at least 0', 'NaN'],
  ['an endless time', { ...VIEW, timestampMs: Infinity }, 'timestampMs', 'a number of at least 0', 'Infinity'],
  ['no items', { type: 'view_item' }, 'items', LIST, 'nothing'],
  ['an empty list', { ...VIEW, items: [] }, 'items', LIST, 'a list of 0'],
  ['201 items', { ...VIEW, items: items(201) }, 'items', LIST, 'a list of 201'],
  ['an object for the list', { ...VIEW, items: { 0: { item_id: 'A' } } }, 'items', LIST, 'an object'],
  ['a purchase without items', { type: 'purchase', transaction_id: 'T' }, 'items', LIST, 'nothing'],
  ['an item that is text', { ...VIEW, items: [{ item_id: 'A' }, 'B'] }, 'items[1]', 'an object with an item_id', '"B"'],
  ['an item that is null', { ...VIEW, items: [null] }, 'items[0]', 'an object with an item_id', 'null'],
  ['a hole in the list', { ...VIEW, items: new Array(2) }, 'items[0]', 'an object with an item_id', 'nothing'],
  ['no item_id', { ...VIEW, items: [{ item_name: 'Lamp' }] }, 'items[0].item_id', TEXT, 'nothing'],
  ['an empty item_id', withItem({ item_id: '' }), 'items[0].item_id', TEXT, '""'],
  [
    'an item_id of 201 characters',
    withItem({ item_id: chars(201) }),
    'items[0].item_id',
    TEXT,
    'a text of 201 characters',
  ],
  ['a fractional item_id', withItem({ item_id: 1.5 }), 'items[0].item_id', TEXT, '1.5'],
  ['an item_id past the safe integers', withItem({ item_id: 2 ** 53 }), 'items[0].item_id', TEXT, '9007199254740992'],
  [
    'the second item at fault',
    { ...VIEW, items: [{ item_id: 'A' }, { item_id: true }] },
    'items[1].item_id',
    TEXT,
    'true',
  ],
  ['a currency that is not a code', { ...VIEW, currency: 'euro' }, 'currency', 'three capital letters', '"euro"'],
  ['a currency in small letters', { ...VIEW, currency: 'eur' }, 'currency', 'three capital letters', '"eur"'],
  [
    'no time of engagement',
    { ...VIEW, type: 'user_engagement' },
    'engagement_time_msec',
    'a number of at least 0',
    'nothing',
  ],
  ['an empty item_name', withItem({ item_name: '' }), 'items[0].item_name', TEXT, '""'],
  [
    'an item_name of 201 characters',
    withItem({ item_name: chars(201) }),
    'items[0].item_name',
    TEXT,
    'a text of 201 characters',
  ],
  ['a numeric item_brand', withItem({ item_brand: 7 }), 'items[0].item_brand', TEXT, '7'],
  ['an item_category that is an object', withItem({ item_category: {} }), 'items[0].item_category', TEXT, 'an object'],
  ['a negative price', withItem({ price: -0.01 }), 'items[0].price', 'a number of at least 0', '-0.01'],
  ['a price as text', withItem({ price: '9.50' }), 'items[0].price', 'a number of at least 0', '"9.50"'],
  ['a price that is not a number', withItem({ price: NaN }), 'items[0].price', 'a number of at least 0', 'NaN'],
  ['a quantity of 0', withItem({ quantity: 0 }), 'items[0].quantity', 'a whole number of at least 1', '0'],
  ['a fractional quantity', withItem({ quantity: 1.5 }), 'items[0].quantity', 'a whole number of at least 1', '1.5'],
  ['a negative index', withItem({ index: -1 }), 'items[0].index', 'a whole number of at least 0', '-1'],
  ['a fractional index', withItem({ index: 0.5 }), 'items[0].index', 'a whole number of at least 0', '0.5'],
  ['an empty list id', { ...VIEW, item_list_id: '' }, 'item_list_id', TEXT, '""'],
  ['a numeric list id', { ...VIEW, item_list_id: 4 }, 'item_list_id', TEXT, '4'],
  [
    'a transaction id of 201 characters',
    { ...VIEW, type: 'purchase', transaction_id: chars(201) },
    'transaction_id',
    TEXT,
    'a text of 201 characters',
  ],
  ['a refund without a transaction id', { ...VIEW, type: 'refund' }, 'transaction_id', TEXT, 'nothing'],
  ['a refund of no items', { type: 'refund', transaction_id: 'T', items: [] }, 'items', LIST, 'a list of 0'],
  ['a refund whose items are null', { type: 'refund', transaction_id: 'T', items: null }, 'items', LIST, 'null'],
  ['a promotion of no items', { type: 'view_promotion', items: [] }, 'items', LIST, 'a list of 0'],
  ['a numeric promotion_id', { type: 'view_promotion', promotion_id: 7 }, 'promotion_id', TEXT, '7'],
  [
    'a creative_slot of 201 characters',
    { type: 'select_promotion', creative_slot: chars(201) },
    'creative_slot',
    TEXT,
    'a text of 201 characters',
  ],
  ['shipping information without items', { type: 'add_shipping_info' }, 'items', LIST, 'nothing'],
  ['an empty result id', { ...VIEW, result_id: '' }, 'result_id', TEXT, '""'],
  ['a numeric result id', { ...VIEW, result_id: 7 }, 'result_id', TEXT, '7'],
  ['a search without a term', { type: 'search' }, 'search_term', TEXT, 'nothing'],
  ['an empty search term', { type: 'search', search_term: '' }, 'search_term', TEXT, '""'],
  [
    'a search term of 201 characters',
    { type: 'search', search_term: chars(201) },
    'search_term',
    TEXT,
    'a text of 201 characters',
  ],
];

test.each(REFUSED)('refuses %s', (_, input, field, expected, found) => {
  const error = refusal(() => parseEvent(input, NOW_MS));
  expect(error.message).toBe(`Event refused: ${field} must be ${expected}, found ${found}.`);
  expect(error.code).toBe('invalid-event');
  expect(error.details).toEqual({ field, expected });
});

/** The nearest valid input for each rule above. */
const ACCEPTED: readonly (readonly [string, Record<string, unknown>])[] = [
  ['the current schema version', { ...VIEW, schemaVersion: 1 }],
  ['a time of 0', { ...VIEW, timestampMs: 0 }],
  ['a fractional time', { ...VIEW, timestampMs: 0.5 }],
  ['200 items', { ...VIEW, items: items(200) }],
  ['an item_id of 200 characters', withItem({ item_id: chars(200) })],
  ['an item_id of 1 character', withItem({ item_id: 'x' })],
  ['texts of 200 characters', withItem({ item_name: chars(200), item_brand: chars(200), item_category: chars(200) })],
  ['texts of 1 character', withItem({ item_name: 'x', item_brand: 'y', item_category: 'z' })],
  ['a price of 0', withItem({ price: 0 })],
  ['a price with cents', withItem({ price: 0.01 })],
  ['a quantity of 1', withItem({ quantity: 1 })],
  ['an index of 0', withItem({ index: 0 })],
  ['a currency', { ...VIEW, currency: 'EUR' }],
  ['a currency of a purchase', { ...VIEW, type: 'purchase', currency: 'USD', transaction_id: 'T' }],
  ['a list id of 200 characters', { ...VIEW, item_list_id: chars(200) }],
  ['a transaction id of 200 characters', { ...VIEW, type: 'purchase', transaction_id: chars(200) }],
  ['a result id of 200 characters', { ...VIEW, result_id: chars(200) }],
  ['a list that names its result', { ...VIEW, type: 'view_item_list', result_id: 'p-1x', item_list_id: 'L' }],
  ['a purchase that names a result', { ...VIEW, type: 'purchase', result_id: 'h-1x' }],
  ['a purchase without a transaction id', { ...VIEW, type: 'purchase' }],
  ['a refund of a whole order', { type: 'refund', timestampMs: 5, transaction_id: 'T', currency: 'EUR' }],
  ['a refund of items', { ...withItem({}), type: 'refund', transaction_id: 'T' }],
  ['a promotion without items', { type: 'view_promotion', timestampMs: 5, ...PROMOTION }],
  ['a promotion with items', { ...withItem({}), type: 'select_promotion', ...PROMOTION, currency: 'EUR' }],
  ['a promotion with an id only', { type: 'select_promotion', timestampMs: 5, promotion_id: 'P' }],
  ['shipping information', { ...withItem({}), type: 'add_shipping_info', currency: 'EUR' }],
  ['payment information', { ...withItem({}), type: 'add_payment_info', currency: 'EUR' }],
  ['an engagement of 0 ms', { ...VIEW, type: 'user_engagement', engagement_time_msec: 0 }],
  ['a search term of 200 characters', { type: 'search', search_term: chars(200), timestampMs: 5 }],
  ['a search term of 1 character', { type: 'search', search_term: 'x', timestampMs: 5 }],
];

test.each(ACCEPTED)('accepts %s', (_, input) => {
  expect(parseEvent(input, NOW_MS)).toEqual({ schemaVersion: 1, ...input });
});

test.each(ACTION_TYPES.filter((type) => type !== 'search'))('accepts %s with items', (type) => {
  expect(parseEvent({ ...VIEW, type }, NOW_MS)).toEqual({ ...VIEW, type, schemaVersion: 1 });
});

describe('parseEvent fills in, converts and drops', () => {
  test('the time of an input without one', () => {
    const { timestampMs, ...untimed } = VIEW;
    expect(parseEvent(untimed, NOW_MS).timestampMs).toBe(NOW_MS);
    expect(parseEvent({ ...untimed, timestampMs: undefined }, NOW_MS).timestampMs).toBe(NOW_MS);
    expect(parseEvent({ ...untimed, timestampMs }, NOW_MS).timestampMs).toBe(5);
  });

  test('whole numbers as item ids become text', () => {
    expect(parseItemId(2 ** 53 - 1)).toBe('9007199254740991');
    expect(parseItemId(0)).toBe('0');
    expect(refusal(() => parseItemId(0.5)).message).toBe(
      'Event refused: item_id must be a text of 1 to 200 characters, found 0.5.',
    );
  });

  test('unknown fields at every level', () => {
    const item = { ...FULL_ITEM, item_variant: 'red', email: 'a@example.org' };
    const extra = {
      user_id: 'u',
      item_list_id: 'L',
      transaction_id: 'T',
      search_term: 'lamp',
      type: 'view_item',
      timestampMs: 5,
      items: [item],
    };
    const kept = { schemaVersion: 1, timestampMs: 5, items: [FULL_ITEM] };
    expect(parseEvent(extra, NOW_MS)).toEqual({ ...kept, type: 'view_item', item_list_id: 'L' });
    expect(parseEvent({ ...extra, type: 'purchase' }, NOW_MS)).toEqual({
      ...kept,
      type: 'purchase',
      transaction_id: 'T',
    });
    expect(parseEvent({ ...extra, type: 'search' }, NOW_MS)).toEqual({
      schemaVersion: 1,
      timestampMs: 5,
      type: 'search',
      search_term: 'lamp',
    });
  });

  test('free text of the checkout, and fields of other types', () => {
    const extra = {
      ...VIEW,
      ...PROMOTION,
      item_list_id: 'L',
      transaction_id: 'T',
      shipping_tier: 'to Ms Kim, third floor',
      payment_type: 'card of K. Kim',
      coupon: 'HELLO',
    };
    const kept = { ...VIEW, schemaVersion: 1 };
    for (const type of ['add_shipping_info', 'add_payment_info'])
      expect(parseEvent({ ...extra, type }, NOW_MS)).toEqual({ ...kept, type });
    expect(parseEvent({ ...extra, type: 'refund' }, NOW_MS)).toEqual({ ...kept, type: 'refund', transaction_id: 'T' });
    for (const type of ['view_promotion', 'select_promotion'])
      expect(parseEvent({ ...extra, type }, NOW_MS)).toEqual({ ...kept, type, ...PROMOTION });
  });

  test('optional fields that are undefined', () => {
    const parsed = parseEvent(
      {
        ...VIEW,
        item_list_id: undefined,
        result_id: undefined,
        items: [{ item_id: 'A', price: undefined, index: undefined }],
      },
      NOW_MS,
    );
    expect(parsed).toStrictEqual({ schemaVersion: 1, timestampMs: 5, type: 'view_item', items: [{ item_id: 'A' }] });
  });

  test('the input is neither changed nor shared', () => {
    const input = { type: 'add_to_cart', items: [{ item_id: 7, junk: 1 }], junk: 1 };
    const before = structuredClone(input);
    const parsed = parseEvent(Object.freeze(input), NOW_MS);
    expect(input).toEqual(before);
    const parsedItems = itemsOfEvent(parsed);
    expect(parsedItems).toEqual([{ item_id: '7' }]);
    expect(parsedItems).not.toBe(input.items);
    expect(parsedItems[0]).not.toBe(input.items[0]);
  });

  test('parsing a parsed event does not change it', () => {
    const parsed = parseEvent(withItem({}), NOW_MS);
    expect(parseEvent(parsed, 0)).toEqual(parsed);
  });
});

test('errors quote short texts and give the length of long ones', () => {
  const found = (type: string) => refusal(() => parseEvent({ type }, NOW_MS)).message.split(', found ')[1];
  expect(found(chars(40))).toBe(`"${chars(40)}".`);
  expect(found(chars(41))).toBe('a text of 41 characters.');
});

test('an input that throws when read is refused', () => {
  const cause = new TypeError('no price today');
  const input = {
    ...VIEW,
    items: [
      {
        item_id: 'A',
        get price(): number {
          throw cause;
        },
      },
    ],
  };
  const { code, message, cause: kept } = refusal(() => parseEvent(input, NOW_MS));
  expect([code, message, kept]).toEqual([
    'invalid-event',
    'Event refused: it could not be read: no price today',
    cause,
  ]);
});

describe('parseEvent with onDropped keeps the event', () => {
  const dropped: string[] = [];
  const parse = (input: unknown) => {
    dropped.length = 0;
    return parseEvent(input, NOW_MS, { onDropped: (field) => dropped.push(field) });
  };

  test('without its odd optional fields', () => {
    const odd = { item_name: chars(225), item_brand: 7, price: '39,95', quantity: 0, index: -1 };
    expect(parse({ ...withItem(odd), currency: 'eur', item_list_id: 4, result_id: {} })).toStrictEqual({
      schemaVersion: 1,
      timestampMs: 5,
      type: 'view_item',
      items: [{ item_id: 'A', item_category: 'Home' }],
    });
    expect(dropped).toEqual([
      'result_id',
      'item_name',
      'item_brand',
      'price',
      'quantity',
      'index',
      'currency',
      'item_list_id',
    ]);
  });

  test('without fields that a data layer leaves empty, which do not count', () => {
    expect(parse({ ...withItem({ item_name: '', item_brand: null, price: null, index: undefined }) })).toMatchObject({
      items: [{ item_id: 'A', item_category: 'Home', quantity: 2 }],
    });
    expect(dropped).toEqual([]);
  });

  test('without items that have no id, and without items past 200', () => {
    expect(parse({ ...VIEW, items: [{ item_id: '' }, { item_id: 'B' }, 'C'] })).toMatchObject({
      items: [{ item_id: 'B' }],
    });
    expect(dropped).toEqual(['items', 'items']);
    expect(parse({ ...VIEW, items: items(300) })).toMatchObject({ items: items(200) });
    expect(dropped).toEqual(['items']);
  });

  test('a promotion without its unreadable items', () => {
    const promotion = { type: 'view_promotion', promotion_id: 'P', promotion_name: '', timestampMs: 5 };
    const kept = { schemaVersion: 1, type: 'view_promotion', promotion_id: 'P', timestampMs: 5 };
    expect(parse({ ...promotion, items: [{ item_name: 'Lamp' }] })).toEqual(kept);
    expect(dropped).toContain('items');
  });

  test('a refund of a whole order, whose items are null', () => {
    expect(parse({ type: 'refund', transaction_id: 'T', items: null })).not.toHaveProperty('items');
  });

  test.each<[string, unknown]>([
    ['items[0].item_id', { type: 'refund', transaction_id: 'T', items: [{ item_name: 'Lamp' }] }],
    ['items', { type: 'refund', transaction_id: 'T', items: {} }],
    ['type', { ...VIEW, type: 'page_view' }],
    ['items[0].item_id', { ...VIEW, items: [{ item_id: '' }] }],
    ['items', { ...VIEW, items: {} }],
    ['search_term', { type: 'search', search_term: 7 }],
    ['timestampMs', { ...VIEW, timestampMs: 'yesterday' }],
  ])('unless %s is odd', (field, input) => {
    expect(refusal(() => parse(input)).details.field).toBe(field);
  });
});

test('a value on Object.prototype is not a field of the event', () => {
  const names = ['price', 'item_id', 'result_id', 'transaction_id'] as const;
  const values = { price: 3, item_id: 'x', result_id: 'r', transaction_id: 't' };
  try {
    for (const name of names)
      Object.defineProperty(Object.prototype, name, { value: values[name], configurable: true, writable: true });
    const event = parseEvent({ type: 'purchase', items: [{ item_id: 'a' }] }, 5);
    expect(Object.keys(event)).toEqual(['schemaVersion', 'timestampMs', 'type', 'items']);
    expect(event.type === 'purchase' && Object.keys(event.items[0]!)).toEqual(['item_id']);
    expect(() => parseEvent({ type: 'purchase', items: [{}] }, 5)).toThrow('items[0].item_id');
  } finally {
    for (const name of names) delete (Object.prototype as Record<string, unknown>)[name];
  }
});
