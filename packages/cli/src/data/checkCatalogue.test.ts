import { parseItemId } from '@aisle/core';
import { EventLogBuilder } from '@aisle/model/train';
import { expect, test } from 'vitest';
import { checkCatalogue } from './checkCatalogue.js';

const input = { file: 'items.csv', option: '--catalogue' } as const;

/** A log with an event of each item, and a catalogue of others, which are in the log without events. */
function check(logIds: readonly string[], catalogueIds: readonly string[]): void {
  const builder = new EventLogBuilder();
  for (const itemId of catalogueIds) builder.addItem(itemId);
  for (const itemId of logIds) builder.add('u', itemId, 'view_item', 1);
  checkCatalogue(
    input,
    catalogueIds.map((itemId) => ({ itemId: parseItemId(itemId) })),
    builder.build(),
  );
}

test('a catalogue needs one of the products with events', () => {
  expect(() => check(['A', 'B'], ['B', 'C'])).not.toThrow();
  expect(() => check(['A', 'B'], ['C', 'D', 'E', 'F'])).toThrow(
    'Asked to read --catalogue items.csv, found none of the products with events: ' +
      '"A", "B" in --data, "C", "D", "E" in the catalogue. Export both files with the ids that your pages use.',
  );
});

test('leading zeros that one file has lost are named', () => {
  const message =
    'found ids that have lost their leading zeros: "007", "0010" in --data, "7", "10" in the catalogue. Format the column';
  expect(() => check(['007', '0010', '100'], ['7', '10', '100'])).toThrow(message);
  expect(() => check(['7', '10'], ['007', '0010'])).toThrow('"7", "10" in --data, "007", "0010" in the catalogue');
  expect(() => check(['007', '100', '200'], ['7', '100', '200'])).not.toThrow();
  expect(() => check(['0a', '0'], ['a', '0'])).not.toThrow();
});

test('ids that differ in capital letters are named', () => {
  expect(() => check(['SKU-1'], ['sku-1'])).toThrow('found ids that differ in capital letters: "SKU-1" in --data');
});
