import type { ExplainedEvent } from '@aisle/worker';
import { expect, test } from 'vitest';
import type { ExplanationRow } from './explanation.js';
import { inWords } from './inWords.js';
import { explanationTexts } from './texts.js';

/** A Thursday, in local time, as the sentence counts days. */
const NOW_MS = new Date(2027, 2, 11, 12).getTime();
const daysAgo = (days: number, hour = 12) => new Date(2027, 2, 11 - days, hour).getTime();

type Item = ExplainedEvent['items'][number];
const machine = (id: string, item_name?: string): Item => ({
  item_id: id,
  item_category: 'Coffee > Espresso machines',
  ...(item_name !== undefined && { item_name }),
});
const event = (type: string, timestampMs: number, ...items: readonly Item[]): ExplainedEvent => ({
  type,
  timestampMs,
  items,
});
const row = (cause: ExplanationRow['cause'], contribution: number): ExplanationRow => ({
  cause,
  part: 'network',
  contribution,
});
const sentence = (rows: readonly ExplanationRow[], options: Parameters<typeof inWords>[1] = { locale: 'en' }) =>
  inWords({ rows }, options, NOW_MS);

const TWO_MACHINES = [
  row(event('view_item', daysAgo(2), machine('a')), 1),
  row(event('view_item', daysAgo(2, 20), machine('b', 'Linea')), 0.5),
];

test.each([
  ['en', 'because you looked at two items in “Espresso machines” on Tuesday'],
  ['de-AT', 'weil Sie am Dienstag zwei Artikel aus „Espresso machines“ angesehen haben'],
  ['fr', 'parce que vous avez regardé deux articles de « Espresso machines » mardi'],
  ['es', 'porque ha visto dos artículos de «Espresso machines» el martes'],
  ['zh-CN', '因为您星期二浏览了“Espresso machines”中的两件商品'],
  ['nl', 'because you looked at two items in “Espresso machines” on dinsdag'],
])('two events of a category and a day are one sentence in %s', (locale, expected) => {
  expect(sentence(TWO_MACHINES, { locale })).toBe(expected);
});

test('a shop names its categories by nouns, with plural forms', () => {
  const texts = { nouns: { 'Espresso machines': { one: 'an espresso machine', other: '{count} espresso machines' } } };
  expect(sentence(TWO_MACHINES, { locale: 'en', texts })).toBe(
    'because you looked at two espresso machines on Tuesday',
  );
  expect(sentence(TWO_MACHINES.slice(0, 1), { locale: 'en', texts })).toBe(
    'because you looked at an espresso machine on Tuesday',
  );
});

test.each([
  ['today', daysAgo(0, 0), 'today'],
  ['yesterday, less than a day ago', daysAgo(1, 23), 'yesterday'],
  ['six days ago', daysAgo(6), 'on Friday'],
  ['a week ago', daysAgo(7), 'on March 4'],
])('an event of %s is dated', (_, timestampMs, expected) => {
  expect(sentence([row(event('purchase', timestampMs, { item_id: 'a' }), 1)])).toBe(
    `because you bought an item ${expected}`,
  );
});

test.each([
  ['with a name', [machine('a', 'Linea')], '“Linea”'],
  ['of a category', [machine('a')], 'an item in “Espresso machines”'],
  ['of two categories', [machine('a'), { item_id: 'b' }], 'two items'],
  ['in a large order', Array.from({ length: 11 }, (_, i) => machine(`${i}`)), '11 items in “Espresso machines”'],
])('items %s are named', (_, items, expected) => {
  expect(sentence([row(event('purchase', NOW_MS, ...items), 1)])).toBe(`because you bought ${expected} today`);
});

test('the event with the largest sum over its parts is named', () => {
  const [first, second] = [
    event('view_item', NOW_MS, machine('a', 'A')),
    event('add_to_cart', NOW_MS, machine('b', 'B')),
  ];
  const rows = [row(first, 3), row(second, 2), row(first, -1.5), row('together', 9), row('popularity', 9)];
  expect(sentence(rows)).toBe('because you put “B” into the cart today');
});

test('the same item that was viewed twice counts once', () => {
  const rows = [0, 1].map((hour) => row(event('view_item', daysAgo(0, hour), machine('a', 'Linea')), 1));
  expect(sentence(rows)).toBe('because you looked at “Linea” today');
});

test('events of another day, category or effect are not counted', () => {
  const others = [
    event('view_item', daysAgo(3), machine('c')),
    event('view_item', daysAgo(2), { item_id: 'd', item_category: 'Books' }),
    event('purchase', daysAgo(2), machine('e')),
  ].map((cause) => row(cause, 0.1));
  const harmful = row(event('view_item', daysAgo(2), machine('f')), -1);
  expect(sentence([...TWO_MACHINES, ...others, harmful])).toContain('two items');
});

test('without an event that moves the item up, there is no sentence', () => {
  expect(sentence([row('popularity', 2), row(event('view_item', NOW_MS, machine('a')), -1)])).toBeUndefined();
  expect(sentence([row(event('view_item_list', NOW_MS, machine('a')), 1)])).toBeUndefined();
});

test('a name that looks like a slot stays as it is', () => {
  expect(sentence([row(event('view_item', NOW_MS, machine('a', '{when} $&')), 1)])).toBe(
    'because you looked at “{when} $&” today',
  );
});

test('every language has all texts, with the same slots', () => {
  const slotsOf = (text: string) => text.match(/\{\w+\}/g)?.sort();
  const { because, numbers, nouns: _, ...others } = explanationTexts.en;
  for (const [language, texts] of Object.entries(explanationTexts)) {
    for (const [name, text] of Object.entries(others))
      expect(slotsOf(texts[name as keyof typeof others]), `${language} ${name}`).toEqual(slotsOf(text));
    for (const [type, text] of Object.entries(because))
      expect(slotsOf(texts.because[type as keyof typeof because]!), `${language} ${type}`).toEqual(slotsOf(text));
    expect(texts.numbers).toHaveLength(numbers.length);
  }
});
