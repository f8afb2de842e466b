import { type EventInput, type EventItemInput, MAX_ITEMS_PER_EVENT } from '@aisle/core';
import { listIdOf, readItem } from '../itemElement.js';
import type { Plugin } from '../plugin.js';

/** From the first item of a batch to its event. */
const BATCH_MS = 500;
/** A page that changes all the time is read anew this often at most. */
const RESCAN_MS = 100;
/** Shorter engagement is kept for the next telling. */
const MIN_ENGAGEMENT_MS = 1_000;
export interface ImpressionsOptions {
  /** Of an item's area, or of the viewport where the item is larger; 0 to 1, default .5. */
  readonly threshold?: number;
  /** Milliseconds without a break, default 1,000. */
  readonly minVisibleMs?: number;
  /** A side of an item, in CSS pixels; default 10. */
  readonly minSizePx?: number;
}

/**
 * Tells which `data-aisle-item` came into view (`view_item_list`, once a view for each list and item) and how long the
 * product of the page, `data-aisle-product` beside its `data-aisle-item`, was before the shopper's eyes
 * (`user_engagement`). Nothing counts while the page is hidden. A new URL, the hash aside, begins a new view, and so
 * does the way back from the back/forward cache. Open shadow roots are read as well.
 */
export function impressions({ threshold = 0.5, minVisibleMs = 1_000, minSizePx = 10 }: ImpressionsOptions = {}): Plugin {
  return {
    name: 'impressions',
    // Read from the attributes as a whole, a list would count as seen with all its items.
    replaces: { attributes: ['view_item_list'] },
    start({ track }) {
      let stopped = false;
      let viewUrl = urlWithoutHash();
      /** Lists and items of this view. */
      const reported = new Set<string>();
      /** By list id. */
      const batch = new Map<string | undefined, EventInput & { items: EventItemInput[] }>();
      let batchTimer = 0;
      let scanTimer = 0;
      /** In document order. */
      let items: Element[] = [];
      /** Item ids of the elements that are observed: a virtualised list shows another item in the same element. */
      const observed = new WeakMap<Element, string>();
      /** Elements that show enough of themselves now, each with what told so first: this one time, and no other. */
      const visible = new Map<Element, IntersectionObserverEntry>();
      /** By the name of an element. */
      const pendingDefinitions: Record<string, Promise<void>> = {};
      let running = false;
      let product: EventItemInput | undefined;
      let engagedMs = 0;
      let clockMs = 0;

      const intersections = new IntersectionObserver(
        (entries) => {
          for (const entry of entries) {
            const {
              target,
              boundingClientRect: { width, height },
              intersectionRect: visiblePart,
            } = entry;
            const maxArea = Math.min(width, innerWidth) * Math.min(height, innerHeight);
            if (!running || Math.min(width, height) < minSizePx || visiblePart.width * visiblePart.height < threshold * maxArea)
              visible.delete(target);
            else if (!visible.has(target)) {
              visible.set(target, entry);
              setTimeout(() => {
                if (scanTimer) scan();
                if (visible.get(target) === entry) addToBatch(target);
              }, minVisibleMs);
            }
          }
        },
        // Of an item larger than the viewport, a smaller share of its own area is enough.
        { threshold: Array.from({ length: 101 }, (_, i) => (i / 100) * threshold) },
      );
      const observe = (element: Element) => {
        intersections.unobserve(element);
        intersections.observe(element);
      };
      // An item that grows where it is, when its picture has loaded, stays visible by the same share.
      const sizes = new ResizeObserver(() => items.forEach(observe));
      const mutations = new MutationObserver(() => {
        // Without a Navigation API, nothing else tells of history.pushState.
        restartOnNavigation();
        scanLater();
      });

      const addToBatch = (element: Element) => {
        const list = listAround(element);
        const listId = list && listIdOf(list);
        const item = readItem(element, list && items.filter((other) => listAround(other) === list).indexOf(element));
        const key = `${listId}\n${item.item_id}`;
        if (reported.has(key)) return;
        reported.add(key);
        const event = batch.get(listId) ?? {
          type: 'view_item_list',
          items: [],
          ...(listId && { item_list_id: listId }),
        };
        batch.set(listId, event);
        if (event.items.push(item) === MAX_ITEMS_PER_EVENT) sendBatch();
        else batchTimer ||= setTimeout(sendBatch, BATCH_MS);
      };
      const sendBatch = () => {
        clearTimeout(batchTimer);
        batchTimer = 0;
        batch.forEach((event) => track(event));
        batch.clear();
      };
      const sendEngagement = () => {
        const nowMs = performance.now();
        if (running) engagedMs += nowMs - clockMs;
        clockMs = nowMs;
        if (!product || engagedMs < MIN_ENGAGEMENT_MS) return;
        track({ type: 'user_engagement', items: [product], engagement_time_msec: Math.round(engagedMs) });
        engagedMs = 0;
      };

      const scanLater = () => {
        scanTimer ||= setTimeout(scan, RESCAN_MS);
      };
      const scan = () => {
        clearTimeout(scanTimer);
        scanTimer = 0;
        if (stopped) return;
        items = [];
        read(document);
        const main = items.find((element) => element.hasAttribute('data-aisle-product'));
        const found = main && readItem(main);
        if (found?.item_id !== product?.item_id) {
          sendEngagement();
          engagedMs = 0;
        }
        product = found;
      };
      const read = (root: Document | ShadowRoot) => {
        mutations.observe(root, {
          subtree: true,
          childList: true,
          attributeFilter: ['data-aisle-item', 'data-aisle-product'],
        });
        for (const element of root.querySelectorAll('*')) {
          const { localName, shadowRoot } = element;
          const id = element.getAttribute('data-aisle-item');
          if (id) items.push(element);
          if (id && observed.get(element) !== id) {
            observed.set(element, id);
            visible.delete(element);
            observe(element);
            sizes.observe(element);
          }
          if (shadowRoot) read(shadowRoot);
          // A name that no custom element can have is refused.
          else pendingDefinitions[localName] ??= customElements.whenDefined(localName).then(scanLater, scanLater);
        }
      };

      /** Tells what is known, and what is visible then begins anew; as a new view where the event says `persisted`. */
      const restart = ({ persisted }: Partial<PageTransitionEvent>) => {
        sendBatch();
        sendEngagement();
        visible.clear();
        if (persisted) {
          reported.clear();
          engagedMs = 0;
        }
        // Nor is a page visible that is prerendered or frozen; that it is hidden comes after pagehide.
        running = !document.hidden;
        if (!running) return;
        scan();
        items.forEach(observe);
      };
      const restartOnNavigation = () => {
        if (viewUrl !== (viewUrl = urlWithoutHash())) restart({ persisted: true });
      };
      const listen = (method: 'addEventListener' | 'removeEventListener') => {
        for (const type of ['visibilitychange', 'pagehide', 'pageshow']) window[method](type, restart);
        window[method]('popstate', restartOnNavigation);
        window.navigation?.[method]('currententrychange', restartOnNavigation);
      };
      listen('addEventListener');
      restart({});
      return () => {
        stopped = true;
        listen('removeEventListener');
        intersections.disconnect();
        sizes.disconnect();
        mutations.disconnect();
      };
    },
  };
}

const urlWithoutHash = () => location.href.split('#')[0]!;

/** Up the tree as it is drawn: through slots, and out of shadow roots. */
function listAround(element: Element): Element | undefined {
  for (
    let node: Node | null = element;
    node;
    node = (node as Element).assignedSlot ?? node.parentNode ?? (node as ShadowRoot).host
  ) {
    if ((node as Element).hasAttribute?.('data-aisle-list')) return node as Element;
  }
  return undefined;
}
