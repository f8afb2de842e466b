import { itemsOfEvent, parseEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { DataLayerState } from '../../packages/tracker/src/plugins/ga4.js';
import { readPrices } from '../../packages/tracker/src/readPrices.js';
import { DATA_LAYERS } from './fixtures/dataLayers.js';

test.each(DATA_LAYERS)('data layer: $name', ({ entries, events }) => {
  const state = new DataLayerState();
  const read = entries.flatMap((entry) => {
    const event = state.read(entry);
    if (!event) return [];
    const parsed = parseEvent(readPrices(event), 0, { onDropped: () => {} });
    if (parsed.type === 'search') return [`search ${parsed.search_term}`];
    const { transaction_id, item_list_id, promotion_id, currency } = parsed as unknown as Readonly<
      Record<string, unknown>
    >;
    const more = transaction_id ?? item_list_id ?? promotion_id;
    const ids = itemsOfEvent(parsed)
      .map(({ item_id }) => item_id)
      .join(',');
    return [[parsed.type, ids, more, currency].filter(Boolean).join(' ')];
  });
  expect(read).toEqual(events);
});

test('there are 40 sequences', () => {
  expect(DATA_LAYERS.length).toBeGreaterThanOrEqual(40);
});
