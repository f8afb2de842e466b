import { afterEach, expect, test, vi } from 'vitest';
import { eventToJson } from './eventJson.js';
import { parseEvent } from './events.js';
import { contains, filterList, mapList } from './plain.js';

afterEach(() => {
  vi.restoreAllMocks();
  delete (Array.prototype as { toJSON?: unknown }).toJSON;
});

const INPUT = {
  type: 'view_item',
  currency: 'EUR',
  email: 'someone@example.org',
  items: [{ item_id: 7, item_name: 'Lamp\n"1"', price: 9.5, email: 'someone@example.org' }],
};
const EVENT = {
  schemaVersion: 1,
  timestampMs: 5,
  type: 'view_item',
  items: [{ item_id: '7', item_name: 'Lamp\n"1"', price: 9.5 }],
  currency: 'EUR',
};

/** Natives that old libraries replace, with the version that they put in place. */
const REPLACED: readonly (readonly [string, () => void])[] = [
  ['Array.from without a mapper', () => vi.spyOn(Array, 'from').mockImplementation((list) => list as never)],
  ['Array.isArray that is always false', () => vi.spyOn(Array, 'isArray').mockReturnValue(false as never)],
  ['Array.isArray that is always true', () => vi.spyOn(Array, 'isArray').mockReturnValue(true)],
  ['map that ignores its callback', () => vi.spyOn(Array.prototype, 'map').mockReturnThis()],
  ['filter that ignores its callback', () => vi.spyOn(Array.prototype, 'filter').mockReturnThis()],
  ['includes that is always false', () => vi.spyOn(Array.prototype, 'includes').mockReturnValue(false)],
  ['Number.isFinite that is always false', () => vi.spyOn(Number, 'isFinite').mockReturnValue(false)],
  ['Number.isInteger that is always false', () => vi.spyOn(Number, 'isInteger').mockReturnValue(false)],
  ['Number.isSafeInteger that is always false', () => vi.spyOn(Number, 'isSafeInteger').mockReturnValue(false)],
  ['RegExp.test that is always false', () => vi.spyOn(RegExp.prototype, 'test').mockReturnValue(false)],
];

/** Runs `work` with the native replaced. The test needs its own natives afterwards. */
function runUnder(replace: () => void, work: () => unknown): unknown {
  replace();
  try {
    return work();
  } catch (cause) {
    return cause;
  } finally {
    vi.restoreAllMocks();
  }
}

test.each(REPLACED)('parseEvent drops unknown fields under %s', (_, replace) => {
  expect(runUnder(replace, () => parseEvent(INPUT, 5))).toStrictEqual(EVENT);
});

test.each(REPLACED)('parseEvent refuses an item without an id under %s', (_, replace) => {
  expect(runUnder(replace, () => parseEvent({ ...INPUT, items: [{ price: 9.5 }] }, 5))).toMatchObject({
    code: 'invalid-event',
  });
});

test('a list of another window is a list', () => {
  expect(parseEvent({ ...INPUT, items: Object.setPrototypeOf([...INPUT.items], null) }, 5)).toStrictEqual(EVENT);
});

test('eventToJson is the JSON of an event, with and without toJSON', () => {
  const event = parseEvent(INPUT, 5);
  const json = JSON.stringify(EVENT);
  expect(eventToJson(event)).toBe(json);
  (Array.prototype as { toJSON?: unknown }).toJSON = () => 'a text';
  expect(eventToJson(event)).toBe(json);
});

test('lists are converted, filtered and searched without methods of Array', () => {
  for (const method of ['map', 'filter', 'includes', 'push'] as const)
    vi.spyOn(Array.prototype, method).mockImplementation(() => {
      throw new Error('replaced');
    });
  const found = [
    mapList([1, 2], (value, index) => value * 10 + index),
    filterList([1, 2, 3], (value) => value !== 2),
    contains([1, 2], 2),
    contains([1, 2], 3),
  ];
  vi.restoreAllMocks();
  expect(found).toEqual([[10, 21], [1, 3], true, false]);
});
