import { ACTION_TYPES, type ActionType, type EventInput } from '@aisle/core';
import { gtagCommand, isRecord, watchDataLayer } from '../dataLayer.js';
import type { Plugin } from '../plugin.js';
import { lenientEvent, lenientText } from './lenientEvent.js';

/** Entries that were handed over on this page: a component that mounts again does not tell of them again. */
const handledEntries = new WeakSet<object>();

/**
 * Reads the GA4 events that a page tells its tag manager: `dataLayer.push({ event, ecommerce })` and
 * `gtag('event', name, parameters)`, those made before Aisle loaded included.
 *
 * @param options.dataLayer the global's name, where the shop renamed it
 */
export function ga4({ dataLayer = 'dataLayer' }: { readonly dataLayer?: string } = {}): Plugin {
  return {
    name: 'ga4',
    start: ({ track }) =>
      watchDataLayer(dataLayer, (entry) => {
        const event = ga4Event(entry);
        if (!event || handledEntries.has(entry as object)) return;
        handledEntries.add(entry as object);
        track(event);
      }),
  };
}

/** The event that an entry of a data layer tells of, if Aisle knows its kind and can read an item. */
export function ga4Event(entry: unknown): EventInput | undefined {
  const command = gtagCommand(entry);
  const [name, parameters] = command
    ? command[0] === 'event'
      ? [command[1], command[2]]
      : []
    : isRecord(entry)
      ? [entry.event, entry.ecommerce ?? entry]
      : [];
  const fields = isRecord(parameters) ? parameters : {};
  if (name === 'search' || name === 'view_search_results') {
    const search_term = lenientText(fields.search_term ?? (isRecord(entry) ? entry.search_term : undefined));
    return search_term === undefined ? undefined : { type: 'search', search_term };
  }
  if (!ACTION_TYPES.includes(name as ActionType)) return undefined;
  return lenientEvent(name as Exclude<ActionType, 'search'>, fields.items, {
    currency: fields.currency,
    transaction_id: fields.transaction_id,
    item_list_id: fields.item_list_id ?? fields.item_list_name,
    result_id: fields.result_id,
  });
}
