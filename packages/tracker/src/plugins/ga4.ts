import { ACTION_TYPES, type ActionType, type EventInput } from '@aisle/core';
import { gtagCommand, isRecord, watchDataLayer } from '../dataLayer.js';
import type { Plugin } from '../plugin.js';
import { lenientEvent, lenientText } from './lenientEvent.js';

/** Entries that were tracked on this page. A component that mounts again does not track them again. */
const handledEntries = new WeakSet<object>();

/**
 * Tracks the GA4 events that a page sends to its tag manager, by `dataLayer.push({ event, ecommerce })` or
 * `gtag('event', name, parameters)`. Includes events that were sent before Aisle loaded.
 *
 * @param options.dataLayer the name of the global, if the shop renamed it
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

/** The event of an entry of a data layer. Undefined if Aisle does not know its type or cannot read an item. */
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
