import { expect, test } from 'vitest';
import { dataSummary } from './dataSummary.js';
import { readEventLog } from './readEventLog.js';
import { temporaryFiles } from './testing/temporaryFiles.js';

const files = temporaryFiles();
const HEADER = 'user_id,item_id,event,timestamp,price\n';

async function summaryOf(name: string, text: string, catalogue?: string) {
  const file = files.write(name, text);
  const catalogueFile = catalogue === undefined ? undefined : files.write(`items-${name}`, catalogue);
  return dataSummary(file, await readEventLog({ file, catalogueFile, maxBadShare: 1 }));
}

test('a log is summed up as plain data', async () => {
  const text =
    `${HEADER}u,A,view,2026-01-05 10:00,\nu,B,buy,2026-01-05 10:05,"9,95"\nu,A,view,2026-03-01 09:00,\n` +
    'v,A,view,2026-03-01 09:00,\nv,,search,2026-03-01 09:01,\nv,A,page_view,,\nv,A,view,soon,\n,A,view,2026-03-01,\n';
  const summary = await summaryOf('shop.csv', text, 'item_id,category\nA,Tents\nC,\n');
  expect(JSON.parse(JSON.stringify(summary))).toMatchObject({
    format: 'csv',
    mapping: null,
    rows: 8,
    malformed: 1,
    ignored: 1,
    omitted: { guest: 1 },
    fieldProblems: { price: 1 },
    unknownEvents: { other: 1 },
    events: 4,
    eventsByType: { view_item: 3, purchase: 1 },
    shoppers: 2,
    repeatShoppers: 1,
    items: 2,
    itemsWithTenEvents: 0,
    firstDay: '2026-01-05',
    lastDay: '2026-03-01',
    eventsByPeriod: { '2026-01': 2, '2026-02': 0, '2026-03': 2 },
    shoppersByEvents: { '1': 1, '2-4': 1, '5-9': 0, '10-19': 0, '20-49': 0, '50+': 0 },
    catalogue: { items: 2, covered: 0.5, categorised: 0.5 },
    verdict: { level: 'stop' },
  });
});

test('a log of more than three years is grouped by year', async () => {
  const { eventsByPeriod } = await summaryOf(
    'years.csv',
    `${HEADER}u,A,view,2021-12-31,\nu,A,view,2022-01-01,\nu,A,view,2025-01-01,\n`,
  );
  expect(eventsByPeriod).toEqual({ '2021': 1, '2022': 1, '2023': 0, '2024': 0, '2025': 1 });
});

test('a log without times has no days', async () => {
  const file = files.write('sequences.txt', 'u A B\n');
  const summary = dataSummary(file, await readEventLog({ file, format: 'sequences' }));
  expect(summary).toMatchObject({ repeatShoppers: null, firstDay: null, lastDay: null, eventsByPeriod: {} });
});
