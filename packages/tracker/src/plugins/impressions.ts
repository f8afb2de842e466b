import { MAX_ITEMS_PER_EVENT } from '@aisle/core';
import { closest, distinctItems, idOf, listIdOf, readItem } from '../itemElement.js';
import { observeAddress, pageAddress } from '../pageAddress.js';
import type { Plugin, SourceEvent, SourceItem } from '../plugin.js';

/** The time between the first item of a batch and its event. */
const BATCH_MS = 500;
/** The shortest time between two scans of a page that changes continuously. */
const RESCAN_MS = 100;
/** A shorter engagement is added to the next report. */
const MIN_ENGAGEMENT_MS = 1_000;
export interface ImpressionsOptions {
  /** The visible share of the item's area, or of the viewport if the item is larger; 0 to 1, default 0.5. */
  readonly threshold?: number;
  /** Milliseconds of uninterrupted visibility; default 1,000. */
  readonly visibleMs?: number;
  /** The shortest side of an item, in CSS pixels; default 10. */
  readonly minSizePx?: number;
}

/**
 * Tracks which items became visible and how long the page's product was visible.
 *
 * - `view_item_list`: a `data-aisle-item` became visible. Once for each list and item in a page view.
 * - `user_engagement`: the visible time of the page, for the item that also has `data-aisle-product`.
 *
 * Hidden pages track neither. A new URL (without its hash) begins a new page view, and so does the return from the
 * back/forward cache. Open shadow roots are included.
 */
export function impressions({ threshold = 0.5, visibleMs = 1_000, minSizePx = 10 }: ImpressionsOptions = {}): Plugin {
  return {
    name: 'impressions',
    // The attributes report a whole list at once, also its items that are not visible yet.
    replaces: { attributes: ['view_item_list'] },
    start({ track }) {
      let stopped = false;
      let viewUrl = pageAddress();
      /** The list and item ids that were reported in this page view. */
      const reported = new Set<string>();
      /** By list id. */
      const batch = new Map<string | undefined, SourceEvent & { items: SourceItem[] }>();
      let batchTimer = 0;
      let scanTimer = 0;
      /** In document order. */
      let items: Element[] = [];
      /** Item ids by observed element. A virtualised list reuses an element for another item. */
      const observed = new WeakMap<Element, string>();
      /** Elements that are sufficiently visible, each with the entry that first reported it: the key of its timer. */
      const visible = new Map<Element, IntersectionObserverEntry>();
      /** By element name. */
      const pendingDefinitions: Record<string, Promise<void>> = {};
      let running = false;
      let product: SourceItem | undefined;
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
            if (
              !running ||
              Math.min(width, height) < minSizePx ||
              visiblePart.width * visiblePart.height < threshold * maxArea
            )
              visible.delete(target);
            else if (!visible.has(target)) {
              visible.set(target, entry);
              setTimeout(() => {
                if (scanTimer) scan();
                if (visible.get(target) === entry) addToBatch(target);
              }, visibleMs);
            }
          }
        },
        // Many thresholds, because an item larger than the viewport needs a smaller share of its area.
        { threshold: Array.from({ length: 101 }, (_, i) => (i / 100) * threshold) },
      );
      const observe = (element: Element) => {
        intersections.unobserve(element);
        intersections.observe(element);
      };
      // The intersection ratio of an item that grows when its image loads can stay equal, so no entry arrives.
      const sizes = new ResizeObserver(() => items.forEach(observe));
      const mutations = new MutationObserver(() => {
        restartOnNavigation();
        scanLater();
      });

      const addToBatch = (element: Element) => {
        const list = listAround(element);
        const listId = list && listIdOf(list);
        const listItems = list && distinctItems(items.filter((other) => listAround(other) === list));
        const item = readItem(element, listItems?.map(idOf).indexOf(idOf(element)));
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
          // `whenDefined` rejects a name that no custom element can have.
          else pendingDefinitions[localName] ??= customElements.whenDefined(localName).then(scanLater, scanLater);
        }
      };

      /** Sends pending reports and starts measuring again. If `persisted` is true, a new page view begins. */
      const restart = ({ persisted }: Partial<PageTransitionEvent>) => {
        sendBatch();
        sendEngagement();
        visible.clear();
        if (persisted) {
          reported.clear();
          engagedMs = 0;
        }
        // `hidden` is also true for a prerendered or frozen page. After `pagehide`, `visibilitychange` follows.
        running = !document.hidden;
        if (!running) return;
        scan();
        items.forEach(observe);
      };
      const restartOnNavigation = () => {
        if (viewUrl !== (viewUrl = pageAddress())) restart({ persisted: true });
      };
      const listen = (method: 'addEventListener' | 'removeEventListener') => {
        for (const type of ['visibilitychange', 'pagehide', 'pageshow']) window[method](type, restart);
      };
      listen('addEventListener');
      const stopAddress = observeAddress(restartOnNavigation);
      restart({});
      return () => {
        stopped = true;
        listen('removeEventListener');
        stopAddress();
        intersections.disconnect();
        sizes.disconnect();
        mutations.disconnect();
      };
    },
  };
}

const listAround = (element: Element) => closest(element, '[data-aisle-list]');
