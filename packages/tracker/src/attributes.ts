import { contains, type EventInput, type ItemEvent, TYPES_WITH_OPTIONAL_ITEMS } from '@aisle/core';
import { closest, currencyOf, distinctItems, fieldsOf, idOf, listIdOf, readItem } from './itemElement.js';
import { observeAddress, pageAddress } from './pageAddress.js';
import type { SourceEvent } from './plugin.js';
import { readPrices } from './readPrices.js';

/** The shortest time between two looks at a page that changes. */
const RESCAN_MS = 100;
const LIST = '[data-aisle-list]';
const ON_LOAD = '[data-aisle-event][data-aisle-on="load"]';

type Track = (event: SourceEvent) => void;

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
 * - `data-aisle-promotion="ID"`, with `data-aisle-promotion-name`, `-creative-name`, `-creative-slot`: A promotion, for
 *   `view_promotion` and `select_promotion`, which need no item.
 * - `data-aisle-transaction="ID"`: The order of a `purchase` or a `refund`, around the element that sends it.
 * - `data-aisle-on="load"`: On the same element, sends the event once when the page is ready, not on click.
 *
 * When the address changes without loading, lists and load events of the new content are sent.
 *
 * @returns a function that stops the tracking
 */
export function observeAttributes(document: Document, report: (event: EventInput) => void): () => void {
  const track: Track = (event) => report(readPrices(event));
  const onClick = (event: MouseEvent) => {
    // The element inside open shadow roots. Old libraries replace `Element`, so that nothing is an instance.
    const [target] = event.composedPath() as Element[];
    if (!target?.matches) return;
    const link = closest(target, 'a[href]');
    // Of the other buttons, the middle one opens links.
    if (event.type === 'auxclick' && (event.button !== 1 || !link)) return;
    const sender = closest(target, '[data-aisle-event]:not([data-aisle-on="load"])');
    if (sender) trackMarkedEvent(sender, track);
    else if (link) trackSelection(target, track);
  };
  const stop = new AbortController();
  const { signal } = stop;
  /** The first item of what was tracked, or its promotion or order, by element. */
  const tracked = new WeakMap<Element, string>();
  let inThisView = new WeakSet<Element>();
  let address = pageAddress();
  let isLaterView = false;
  let isScanning = false;

  const view = (element: Element) => {
    const key = keyOf(element);
    if (key === undefined) return;
    tracked.set(element, key);
    inThisView.add(element);
    if (element.matches(LIST)) trackListView(element, track);
    if (element.matches(ON_LOAD)) trackMarkedEvent(element, track);
  };
  // In separate tasks: on a slow device, all cards of a page in one task block the thread too long.
  const viewLater = (element: Element) => setTimeout(() => signal.aborted || view(element));
  const viewable = () => [LIST, `${ON_LOAD}:not(${LIST})`].flatMap((type) => [...document.querySelectorAll(type)]);
  const onReady = () => {
    inThisView = new WeakSet();
    viewable().forEach(viewLater);
  };
  /** After the address has changed, views what is new. Content of the earlier page can still be there, in another order. */
  const scan = () => {
    isScanning = false;
    if (address !== (address = pageAddress())) {
      isLaterView = true;
      inThisView = new WeakSet();
    }
    for (const element of viewable()) {
      const key = keyOf(element);
      if (key === undefined || tracked.get(element) === key) continue;
      if (isLaterView && !inThisView.has(element)) viewLater(element);
      else if (tracked.has(element)) tracked.set(element, key);
    }
  };
  const scanLater = () => {
    if (!isScanning) isScanning = !!setTimeout(() => signal.aborted || scan(), RESCAN_MS);
  };
  const onFilled = (event: Event) => {
    const [target] = event.composedPath() as Element[];
    if (target?.matches?.(LIST)) view(target);
  };
  // Capture phase, because a handler of the shop may stop the event.
  for (const type of ['click', 'auxclick'] as const)
    document.addEventListener(type, onClick, { signal, capture: true });
  if (scriptsHaveRun(document)) onReady();
  else document.addEventListener('DOMContentLoaded', onReady, { signal });
  document.addEventListener('aisle-filled', onFilled, { signal });
  // A page that returns from the back/forward cache is viewed again.
  addEventListener('pageshow', ({ persisted }) => persisted && onReady(), { signal });
  const changes = new MutationObserver(scanLater);
  changes.observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ['data-aisle-item', 'data-aisle-promotion'],
  });
  signal.addEventListener('abort', observeAddress(scanLater));
  signal.addEventListener('abort', () => changes.disconnect());
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

const itemsIn = (element: Element | undefined) => [...(element?.querySelectorAll('[data-aisle-item]') ?? [])];

/** The items of a list, or those that an element with `data-aisle-event` belongs to. */
function elementsOf(element: Element): Element[] {
  if (element.matches(LIST)) return distinctItems(itemsIn(element));
  const around = closest(element, '[data-aisle-item], [data-aisle-promotion]');
  if (around?.matches('[data-aisle-item]')) return [around];
  return itemsIn(around ?? closest(element, '[data-aisle-items]'));
}

/** What an element reports: its first item, or else its promotion or order. */
function keyOf(element: Element): string | undefined {
  const [first] = elementsOf(element);
  if (first) return idOf(first);
  const mayHaveNoItems = contains(TYPES_WITH_OPTIONAL_ITEMS, element.getAttribute('data-aisle-event'));
  return mayHaveNoItems ? Object.values(fieldsOf(element))[0] : undefined;
}

function trackMarkedEvent(sender: Element, track: Track): void {
  const elements = elementsOf(sender);
  const list = closest(sender, '[data-aisle-item]') && closest(sender, LIST);
  if (keyOf(sender) === undefined) return;
  track({
    // parseEvent validates the name.
    type: sender.getAttribute('data-aisle-event') as ItemEvent['type'],
    ...fieldsOf(sender),
    ...(elements.length > 0 && { items: elements.map((element) => readItem(element)) }),
    ...currencyOf(elements[0] ?? sender),
    ...(list && { item_list_id: listIdOf(list) }),
  } as SourceEvent);
}

function trackListView(list: Element, track: Track): void {
  const items = elementsOf(list).map((element, index) => readItem(element, index));
  track({ type: 'view_item_list', items, ...currencyOf(list), item_list_id: listIdOf(list) });
}

function trackSelection(target: Element, track: Track): void {
  const element = closest(target, '[data-aisle-item]');
  const list = element && closest(element, LIST);
  if (!element || !list) return;
  track({
    type: 'select_item',
    items: [readItem(element, elementsOf(list).map(idOf).indexOf(idOf(element)))],
    ...currencyOf(element),
    item_list_id: listIdOf(list),
  });
}
