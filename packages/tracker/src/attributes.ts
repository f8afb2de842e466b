import type { EventInput, ItemEvent } from '@aisle/core';
import { currencyOf, listIdOf, readItem } from './itemElement.js';

/**
 * Reads `data-aisle-*` attributes, so that a shop without a data layer needs no script of its own:
 *
 * - `data-aisle-item="ID"` describes an item, with `data-aisle-name`, `-brand`, `-category`, `-price`, `-quantity`
 * - `data-aisle-currency="EUR"` on it or around it, the `html` element's say: of the prices
 * - `data-aisle-list="ID"` around items: sends `view_item_list` once, and `select_item` when a link in an item is clicked;
 *   a list that is filled later is told when its element dispatches `aisle-filled`, which bubbles
 * - `data-aisle-event="add_to_cart"` on a button: sent on click, for the item around it, or else for every item inside
 *   the closest `data-aisle-items`
 * - `data-aisle-on="load"` beside it: sent once when the page is ready instead
 */
export function observeAttributes(document: Document, track: (event: EventInput) => void): () => void {
  const onClick = ({ target }: Event) => {
    if (!(target instanceof Element)) return;
    const sender = target.closest('[data-aisle-event]:not([data-aisle-on="load"])');
    if (sender) trackMarkedEvent(sender, track);
    else trackSelection(target, track);
  };
  const stop = new AbortController();
  const { signal } = stop;
  // Each in a task of its own: on a slow device, all cards of a page would make one long task with what else is done then.
  const defer = (read: () => void) => setTimeout(() => signal.aborted || read());
  const onReady = () => {
    for (const list of document.querySelectorAll('[data-aisle-list]')) defer(() => trackListView(list, track));
    for (const sender of document.querySelectorAll('[data-aisle-event][data-aisle-on="load"]'))
      defer(() => trackMarkedEvent(sender, track));
  };
  const onFilled = ({ target }: Event) =>
    target instanceof Element && target.matches('[data-aisle-list]') && trackListView(target, track);
  // Capture: a shop's own handler may stop the event.
  document.addEventListener('click', onClick, { signal, capture: true });
  if (scriptsHaveRun(document)) onReady();
  else document.addEventListener('DOMContentLoaded', onReady, { signal });
  document.addEventListener('aisle-filled', onFilled, { signal });
  // The way back from the back/forward cache is another view of the page.
  addEventListener('pageshow', ({ persisted }) => persisted && onReady(), { signal });
  return () => stop.abort();
}

/** False while the page's deferred and module scripts may still draw items: they run with `readyState` at 'interactive' already. */
function scriptsHaveRun({ readyState }: Document): boolean {
  if (readyState !== 'interactive') return readyState === 'complete';
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation === undefined || navigation.domContentLoadedEventStart > 0;
}

function trackMarkedEvent(sender: Element, track: (event: EventInput) => void): void {
  const itemElement = sender.closest('[data-aisle-item]');
  const scope = sender.closest('[data-aisle-items]');
  const elements = itemElement ? [itemElement] : [...(scope?.querySelectorAll('[data-aisle-item]') ?? [])];
  if (elements.length === 0) return;
  // parseEvent judges the name, as it does for every event.
  const type = sender.getAttribute('data-aisle-event') as ItemEvent['type'];
  const list = itemElement?.closest('[data-aisle-list]');
  track({
    type,
    items: elements.map((element) => readItem(element)),
    ...currencyOf(elements[0]!),
    ...(list && { item_list_id: listIdOf(list) }),
  });
}

function itemsOf(list: Element): Element[] {
  return [...list.querySelectorAll('[data-aisle-item]')];
}

function trackListView(list: Element, track: (event: EventInput) => void): void {
  const items = itemsOf(list).map((element, index) => readItem(element, index));
  if (items.length === 0) return;
  // GA4 keeps 200 items of an event; more of a list than that is not seen before the shopper scrolls.
  track({ type: 'view_item_list', items: items.slice(0, 200), ...currencyOf(list), item_list_id: listIdOf(list) });
}

function trackSelection(target: Element, track: (event: EventInput) => void): void {
  const element = target.closest('[data-aisle-item]');
  const list = element?.closest('[data-aisle-list]');
  if (!element || !list || !target.closest('a[href]')) return;
  const index = itemsOf(list).indexOf(element);
  track({
    type: 'select_item',
    items: [readItem(element, index)],
    ...currencyOf(element),
    item_list_id: listIdOf(list),
  });
}
