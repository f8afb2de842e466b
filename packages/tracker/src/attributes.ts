import type { EventInput, ItemEvent } from '@aisle/core';
import { currencyOf, listIdOf, readItem } from './itemElement.js';

/**
 * Tracks events from `data-aisle-*` attributes, so that a shop without a data layer needs no script.
 *
 * - `data-aisle-item="ID"`: An item, with `data-aisle-name`, `-brand`, `-category`, `-price`, `-quantity`.
 * - `data-aisle-currency="EUR"`: The currency of the prices, on the item or an ancestor such as `html`.
 * - `data-aisle-list="ID"`: A list of items. Sends `view_item_list` once, and `select_item` on a click on an item's
 *   link.
 * - `aisle-filled`: A bubbling event of a list element. Sends the `view_item_list` of a list that was filled later.
 * - `data-aisle-event="add_to_cart"`: On a button, sends that event on click, for the item around the button. Without
 *   such an item, for every item inside the closest `data-aisle-items`.
 * - `data-aisle-on="load"`: On the same element, sends the event once when the page is ready, not on click.
 *
 * @returns a function that stops the tracking
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
  // Each list is read in a separate task: on a slow device, all cards of a page in one task block the thread too long.
  const defer = (read: () => void) => setTimeout(() => signal.aborted || read());
  const onReady = () => {
    for (const list of document.querySelectorAll('[data-aisle-list]')) defer(() => trackListView(list, track));
    for (const sender of document.querySelectorAll('[data-aisle-event][data-aisle-on="load"]'))
      defer(() => trackMarkedEvent(sender, track));
  };
  const onFilled = ({ target }: Event) =>
    target instanceof Element && target.matches('[data-aisle-list]') && trackListView(target, track);
  // Capture phase, because a handler of the shop may stop the event.
  document.addEventListener('click', onClick, { signal, capture: true });
  if (scriptsHaveRun(document)) onReady();
  else document.addEventListener('DOMContentLoaded', onReady, { signal });
  document.addEventListener('aisle-filled', onFilled, { signal });
  // A page that returns from the back/forward cache is viewed again.
  addEventListener('pageshow', ({ persisted }) => persisted && onReady(), { signal });
  return () => stop.abort();
}

/**
 * Whether the page's deferred and module scripts, which may render items, have run. They run after `readyState` becomes
 * 'interactive' and before `DOMContentLoaded`: https://html.spec.whatwg.org/multipage/parsing.html#the-end.
 */
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
  // parseEvent validates the name.
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
  // GA4 records 200 items of an event. More items of a list are not visible before the shopper scrolls.
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
