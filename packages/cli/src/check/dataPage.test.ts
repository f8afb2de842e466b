import { expect, test } from 'vitest';
import type { DataSummary } from '../data/index.js';
import { dataPage } from './dataPage.js';

const DATA: DataSummary = {
  file: 'events.csv',
  format: 'csv',
  mapping: null,
  omitted: { refund: 1, guest: 4 },
  rows: 1300,
  malformed: 2,
  ignored: 3,
  fieldProblems: { price: 7 },
  unknownEvents: { scroll: 5, page_view: 90 },
  events: 1200,
  eventsByType: { view_item: 1000, purchase: 200 },
  shoppers: 90,
  repeatShoppers: 30,
  items: 40,
  itemsWithTenEvents: 12,
  firstDay: '2026-01-01',
  lastDay: '2026-02-28',
  eventsByPeriod: { '2026-01': 800, '2026-02': 400 },
  shoppersByEvents: { '1': 60, '2-4': 30 },
  catalogue: { items: 50, covered: 0.975, categorised: 1 },
  parts: [
    { part: 'network', amount: 'little', found: '1,110 steps from one event of a shopper to the next', help: 'Wait.' },
    { part: 'statistics', amount: 'enough', found: `12 of 40 products ${'with events '.repeat(8)}` },
  ],
  verdict: { level: 'counts', sentences: ['Enough to count.', '30 of 90 came again.'], help: ['Wait.'] },
};

test('the page is an aligned table with plots and a verdict', () => {
  expect(dataPage(DATA, 'split leave-one-out: 3 validation and 3 test examples.')).toBe(
    `events.csv (csv): 1,300 rows
  events      1,200: view_item 1,000, purchase 200
  shoppers    90, 30 of them came at two times or more
  products    40 with events, 12 with ten or more
  time        2026-01-01 to 2026-02-28
  catalogue   50 products, 98 % of those with events
  excluded    2 malformed rows, 5 by rule (guest 4, refund 1), 95 of unknown events (page_view 90,
              scroll 5), 3 without a product
  bad fields  price 7 (these rows count)

Events by time
  2026-01  ██████████████████████████████ 800
  2026-02  ███████████████ 400

Shoppers by number of events
  1    ██████████████████████████████ 60
  2-4  ███████████████ 30

What each part of the model can learn
  network      little   1,110 steps from one event of a shopper to the next
  statistics   enough   12 of 40 products with events with events with events with events with
                        events with events with events with events

Measuring
  split leave-one-out: 3 validation and 3 test examples.

Verdict
  Enough to count. 30 of 90 came again.
What would help
  - Wait.`,
  );
});

test('what a log does not have is not on the page', () => {
  const page = dataPage(
    {
      ...DATA,
      malformed: 0,
      ignored: 0,
      omitted: {},
      unknownEvents: {},
      fieldProblems: {},
      repeatShoppers: null,
      firstDay: null,
      lastDay: null,
      eventsByPeriod: {},
      catalogue: null,
      verdict: { ...DATA.verdict, help: [] },
    },
    '',
  );
  for (const absent of [
    'excluded',
    'bad fields',
    'time  ',
    'catalogue',
    'Events by time',
    'two times or',
    'What would',
  ])
    expect(page).not.toContain(absent);
});
