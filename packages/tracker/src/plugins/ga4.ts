import {
  contains,
  EVENT_TYPES,
  type EventType,
  isList,
  isRecord,
  PROMOTION_FIELDS,
  TYPES_WITH_OPTIONAL_ITEMS,
} from '@aisle/core';
import { gtagCommand, watchDataLayer } from '../dataLayer.js';
import type { Plugin, SourceEvent } from '../plugin.js';
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
    start({ track }) {
      let state = new DataLayerState();
      let stateOf: object | undefined;
      return watchDataLayer(dataLayer, (entry, { layer, isFound }) => {
        if (layer !== stateOf) state = new DataLayerState();
        stateOf = layer;
        const event = state.read(entry);
        if (!event || (isFound && handledEntries.has(entry as object))) return;
        handledEntries.add(entry as object);
        track(event);
      });
    },
  };
}

/** The fields that an event uses. Others are not kept. */
const FIELDS = [
  'items',
  'currency',
  'transaction_id',
  'item_list_id',
  'item_list_name',
  'result_id',
  'search_term',
  ...PROMOTION_FIELDS,
] as const;
type Fields = Partial<Record<(typeof FIELDS)[number], unknown>>;

/**
 * The state of a data layer, merged as Google Tag Manager does (https://github.com/google/data-layer-helper), with one
 * difference: pushed items replace earlier items. The tag manager keeps the rest of a longer earlier list.
 */
export class DataLayerState {
  #ecommerce: Fields = {};
  readonly #top: Fields = {};
  /** Of `gtag('set', …)`. */
  readonly #settings: Fields = {};

  /** @returns the event of the entry. Undefined if Aisle does not know its type or cannot read an item. */
  read(entry: unknown): SourceEvent | undefined {
    const [command, name, parameters] = gtagCommand(entry) ?? [];
    if (command === 'set')
      merge(this.#settings, isRecord(name) ? name : typeof name === 'string' ? { [name]: parameters } : {});
    if (command !== undefined)
      return command === 'event' ? readEvent(name, [fieldsOf(parameters)], [this.#settings]) : undefined;
    if (!isRecord(entry)) return undefined;
    const { event, ecommerce } = entry;
    if ('ecommerce' in entry && (!isRecord(ecommerce) || ecommerce._clear || entry._clear)) this.#ecommerce = {};
    const ownEcommerce = { ...fieldsOf(entry, 'ecommerce.'), ...fieldsOf(ecommerce) };
    const own = fieldsOf(entry);
    merge(this.#ecommerce, ownEcommerce);
    merge(this.#top, own);
    return readEvent(event, [ownEcommerce, own], [this.#ecommerce, this.#top]);
  }
}

/**
 * @param own the fields of the entry, by preference
 * @param earlier the fields of earlier entries
 */
function readEvent(name: unknown, own: readonly Fields[], earlier: readonly Fields[]): SourceEvent | undefined {
  const all = [...own, ...earlier];
  const find = (sources: readonly Fields[], field: keyof Fields, other = field) =>
    sources.map((fields) => fields[field] ?? fields[other]).find((value) => value != null);
  if (name === 'search' || name === 'view_search_results') {
    const search_term = lenientText(find(all, 'search_term'));
    return search_term ? { type: 'search', search_term: search_term as string } : undefined;
  }
  // GA4's tag sends the engagement of a page by itself, without items.
  if (!contains(EVENT_TYPES, name) || name === 'user_engagement') return undefined;
  // An earlier entry's items are not those of a refund of a whole order, or of a promotion without items.
  const ofOptional = contains(TYPES_WITH_OPTIONAL_ITEMS, name) && own.some((fields) => Object.keys(fields).length > 0);
  const sources = ofOptional ? own : all;
  const items = find(sources, 'items');
  const isOfList = name === 'view_item_list' || name === 'select_item';
  // GA4 also defines the list on each item.
  const ofItem = isOfList && isList(items) ? [...own, fieldsOf(items[0])] : own;
  // An earlier list is not the list of items that are pushed for another action, such as a product's view.
  const ofList = isOfList || find(own, 'items') === undefined ? [...ofItem, ...earlier] : own;
  // GA4 prefers the promotion that an item names.
  const promotion = isList(items) ? [fieldsOf(items[0]), ...sources] : sources;
  return lenientEvent(name as Exclude<EventType, 'search' | 'user_engagement'>, items, {
    currency: find(all, 'currency'),
    transaction_id: find(all, 'transaction_id'),
    item_list_id: find(ofList, 'item_list_id', 'item_list_name'),
    result_id: find(ofList, 'result_id'),
    ...Object.fromEntries(PROMOTION_FIELDS.map((field) => [field, find(promotion, field)])),
  });
}

function merge(target: Fields, source: unknown): void {
  Object.assign(target, fieldsOf(source));
}

/** The known fields of an object. */
function fieldsOf(source: unknown, prefix = ''): Fields {
  const fields: Fields = {};
  if (isRecord(source))
    for (const field of FIELDS) if (prefix + field in source) fields[field] = source[prefix + field];
  return fields;
}
