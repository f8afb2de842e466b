import { EventLogBuilder } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { dataVerdict } from './dataVerdict.js';
import { learnableParts } from './learnableParts.js';
import { type LogCounts, logCounts } from './logCounts.js';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 1);

/** Shoppers with this many views each, an hour apart. Shopper i views items i, i + 1, … of nine. */
function countsOf(shoppers: number, views: number): LogCounts {
  const builder = new EventLogBuilder();
  for (let i = 0; i < shoppers; i++)
    for (let j = 0; j < views; j++)
      builder.add(`u${i}`, `item-${(i + j) % 9}`, 'view_item', START_MS + (i + j + 0.5) * HOUR_MS);
  return logCounts(builder.build());
}

const verdictOf = (counts: LogCounts, catalogue?: Parameters<typeof dataVerdict>[2]) =>
  dataVerdict(counts, learnableParts(counts, catalogue), catalogue);

test.each([
  ['train', 1100, 20],
  ['counts', 30, 8],
  ['stop', 4, 2],
] as const)('%s: %d shoppers with %d views', (level, shoppers, views) => {
  const verdict = verdictOf(countsOf(shoppers, views));
  expect(verdict.level).toBe(level);
  expect(verdict.sentences[1]).toBe(
    `${shoppers.toLocaleString('en-US')} of ${shoppers.toLocaleString('en-US')} shoppers came at two times or more.`,
  );
});

test('products that sell, without steps between them, are only counted', () => {
  const { level, sentences } = verdictOf(countsOf(90, 1));
  expect([level, sentences[0]]).toEqual(['counts', 'This is enough to count what sells, but not what follows what.']);
});

test.each([
  ['no purchases', {}, 'There are no purchases'],
  ['only shown lists', { actions: 0 }, 'All events are shown lists'],
  ['one event for each shopper', { shoppersWithSteps: 0 }, 'Check that user_id is not the id of an order'],
  ['nobody came again', { returningShoppers: 0 }, 'Nobody came a second time. Check that user_id is not'],
  ['one large shopper', { eventsOfShoppers: new Uint32Array(30).fill(8).fill(40, 0, 1) }, 'One user_id has 15 % of'],
  ['rows twice', { duplicates: 30 }, '13 % of the events have the shopper, product, type and time'],
  ['ids that look alike', { lookalikeItems: 2 }, '2 product ids look like another one'],
  ['times long ago', { firstMs: Date.UTC(1976, 4, 31) }, 'The first event is of'],
  ['dates', { datesOnly: true }, 'Times are dates without hours'],
])('a fault is named: %s', (_, counts, sentence) => {
  const sound = countsOf(30, 8);
  expect(verdictOf({ ...sound, ...counts }).sentences.join(' ')).toContain(sentence);
  if (Object.keys(counts).length > 0) expect(verdictOf(sound).sentences.join(' ')).not.toContain(sentence);
});

test('a catalogue without a tenth of the products is named', () => {
  const catalogue = (covered: number) => ({ items: 9, covered, categorised: 1 });
  expect(verdictOf(countsOf(30, 8), catalogue(0.89)).sentences.at(-1)).toContain('The catalogue has 89 % of');
  expect(verdictOf(countsOf(30, 8), catalogue(0.9)).sentences.join(' ')).not.toContain('The catalogue');
});

test('help names each thing once, at most four', () => {
  const { help } = verdictOf(countsOf(4, 2));
  expect([help.length, new Set(help).size]).toEqual([4, 4]);
});
