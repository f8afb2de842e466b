import { listIdOf } from '@aisle/tracker';
import type { Aisle, RowOptions } from '../api.js';
import { ITEM_SELECTOR } from '../lists/cards.js';
import { LAZY, loadNow } from '../lists/pictures.js';
import type { Prediction, PredictResult } from '../results.js';
import { type Card, type CardImages, createCard, type ImageSource, imagesIn, priceFormat, webUrl } from './card.js';
import { repeatLoadedImages } from './loadedImages.js';

/** An Aisle instance, or an object that forwards the calls to the script tag. */
export interface SlotHost extends Pick<Aisle, 'boughtWith' | 'predict' | 'related' | 'trending'> {
  /** Calls the listener when consent may have been granted. */
  subscribe(listener: () => void): unknown;
}

declare global {
  interface HTMLElementTagNameMap {
    'aisle-slot': HTMLElement;
  }
  interface HTMLElementEventMap {
    /** Sent by `<aisle-slot>` when it has its row, also if it changed nothing. */
    'aisle-filled': Event;
  }
}

const DEFAULT_COUNT = 8;
/** A long deadline, because the slot shows its original content until the answer. */
const DEADLINE_MS = 30_000;

/**
 * Defines `<aisle-slot>`, a row of items (docs/guides/slots.md). Does nothing on a server. If called twice, the first call
 * counts.
 */
export function defineSlot(host: SlotHost): void {
  if (typeof customElements === 'undefined' || customElements.get('aisle-slot')) return;
  const waitingForConsent = new Set<() => void>();
  host.subscribe(() => {
    // In a separate task, to keep the click on a consent banner fast.
    waitingForConsent.forEach((predictAndLog) => setTimeout(predictAndLog));
    waitingForConsent.clear();
  });

  class AisleSlot extends HTMLElement {
    static readonly observedAttributes = ['kind', 'item', 'items', 'category'];

    #started = false;
    /** Requests the row again, once the slot has started. */
    #refresh = () => {};
    /** Counts requests, so that an answer to an earlier one is dropped. */
    #requests = 0;
    /** The elements beside the template before the first row. Set by the first answer. */
    #original: Element[] | undefined;
    /** Whether the slot was ever on screen. Undefined until the observer's first report. */
    #wasVisible: boolean | undefined;
    readonly #observer = new IntersectionObserver((entries) => this.#recordVisibility(entries));

    connectedCallback(): void {
      if (this.#started) return;
      this.#started = true;
      this.#observer.observe(this);
      if (document.readyState !== 'loading') this.#start();
      else document.addEventListener('DOMContentLoaded', () => this.#start(), { once: true });
    }

    attributeChangedCallback(): void {
      this.#refresh();
    }

    #recordVisibility(entries: readonly IntersectionObserverEntry[]): void {
      for (const { isIntersecting } of entries) this.#wasVisible ||= isIntersecting;
    }

    #start(): void {
      const template = this.#template;
      const catalogue = this.#catalogue;
      if (!template?.content.firstElementChild || !catalogue) {
        const missing = catalogue ? '<template> with a card' : 'catalogue="URL"';
        console.error(
          `[aisle] <aisle-slot> needs catalogue="URL" and a <template> with a card, found no ${missing}. It keeps its content.`,
        );
        return;
      }
      const samePictures = this.getAttribute('pictures') !== 'as-shown';
      // A filled slot no longer shows its original content. So every page requests these pictures, filled or not.
      if (samePictures) this.querySelectorAll<HTMLImageElement>(LAZY).forEach(loadNow);
      /** Whether only images count that the page has loaded already. Requests for others would reveal the prediction. */
      const onlyLoadedImages = samePictures && imagesIn(template.content).length > 0;
      let loadedImages: Map<string, CardImages> | undefined;
      const predictAndLog = () => {
        // Logs errors, because a template may contain anything and nothing may be thrown into the page.
        if (this.isConnected) predictAndFill().catch((cause: unknown) => console.warn('[aisle] <aisle-slot>:', cause));
      };
      const predictAndFill = async () => {
        const request = ++this.#requests;
        if (onlyLoadedImages) loadedImages ??= await repeatLoadedImages(template, this);
        const imagesOf = ({ item_id, product }: Pick<Prediction, 'item_id' | 'product'>) =>
          loadedImages ? loadedImages.get(item_id) : imageAt(product?.image);
        // Several attributes may change in one task.
        await undefined;
        if (request !== this.#requests) return;
        const { items, reason } = await this.#request({
          ...this.#rowOptions(catalogue, template, imagesOf),
          ...(loadedImages && { candidates: loadedImages.keys() }),
        });
        if (request !== this.#requests) return;
        if (reason === 'no-consent') waitingForConsent.add(predictAndLog);
        if (this.#original ? this.matches(':focus-within') : reason === 'no-consent') return;
        const format = priceFormat(this.closest<HTMLElement>('[lang]')?.lang || undefined);
        const cards = items.map((found) => createCard(template, found.product!, imagesOf(found), format));
        // Creates the cards in one task and shows them in the next, to avoid a long task on slow devices. Not if they take
        // images from cards that are shown.
        if (!this.#original) await new Promise((resolve) => setTimeout(resolve));
        this.#fill(template, items, cards);
        // Sent in both arms, so that events about the slot get the result's id.
        // MooTools before 1.3 replaces `Event`.
        this.dispatchEvent(new CustomEvent('aisle-filled', { bubbles: true }));
      };
      // Before `load`, it is unknown which images the page itself loads.
      if (onlyLoadedImages && document.readyState !== 'complete')
        addEventListener('load', predictAndLog, { once: true });
      else predictAndLog();
      this.#refresh = () => this.#requests && predictAndLog();
    }

    get #template(): HTMLTemplateElement | null {
      return this.querySelector('template');
    }

    get #catalogue(): string | null {
      return this.getAttribute('catalogue');
    }

    get #count(): number {
      return Number(this.getAttribute('k')) || DEFAULT_COUNT;
    }

    #request(options: RowOptions): Promise<PredictResult> {
      const attribute = (name: string) => this.getAttribute(name) ?? '';
      const kind = attribute('kind') || 'for-you';
      if (kind === 'related') return host.related(attribute('item'), options);
      if (kind === 'bought-with') return host.boughtWith(idsOfWords(attribute('items')), options);
      if (kind === 'trending') return host.trending({ ...options, category: attribute('category') });
      return host.predict({
        ...options,
        kind: kind as 'for-you',
        excludePurchased: !this.hasAttribute('repeat-purchases'),
        ...(this.hasAttribute('context') && { context: { category: attribute('category') } }),
      });
    }

    #rowOptions(
      catalogueUrl: string,
      { content }: HTMLTemplateElement,
      imagesOf: (found: Prediction) => CardImages | undefined,
    ): RowOptions {
      const hasLink = !!content.querySelector('a[data-aisle-field=url]');
      const hasImage = imagesIn(content).length > 0;
      return {
        catalogueUrl,
        ...(this.matches('[data-aisle-list]') && { listId: listIdOf(this) }),
        k: this.#count,
        exclude: [
          ...idsOfWords(this.getAttribute('exclude') ?? ''),
          ...[
            ...document.querySelectorAll('[data-aisle-product]'),
            ...this.querySelectorAll('[data-aisle-pin]'),
          ].flatMap(idsIn),
        ],
        // Excludes items without the URL or image that the template needs.
        filter: (item_id, product) =>
          (!hasLink || !!webUrl(product?.url)) && (!hasImage || !!imagesOf({ item_id, score: 0, product })),
        deadlineMs: DEADLINE_MS,
      };
    }

    /**
     * Shows the items' cards beside the template, then the rest of the slot's original content. The first row changes nothing
     * if this would shift the page. The shop has asked for a later one, by an attribute.
     */
    #fill(template: HTMLTemplateElement, items: readonly Prediction[], cards: readonly Card[]): void {
      this.#recordVisibility(this.#observer.takeRecords());
      this.#observer.disconnect();
      const container = template.parentElement;
      if (!container) return;
      const isFirst = !this.#original;
      const siblings = (this.#original ??= [...container.children].filter((element) => element !== template));
      const isBelow = isBelowScreen(this);
      if (isFirst) {
        if (!items.length || this.matches(':focus-within')) return;
        // Content that was parsed before this script ran may have been painted.
        if ((this.#wasVisible ?? !isBelow) && siblings.length) return;
      }
      const originalCards = siblings.filter((element) => !element.matches('[data-aisle-pin]'));
      const predicted = new Set(items.map(({ item_id }) => item_id));
      const order = [
        ...cards.map(({ element }) => element),
        ...originalCards.filter((element) => !idsIn(element).some((id) => predicted.has(id))),
      ].slice(0, this.#count);
      siblings.forEach(
        (element, listPosition) => element.matches('[data-aisle-pin]') && order.splice(listPosition, 0, element),
      );

      const nodesBefore = [...container.childNodes];
      // The boxes of the slot and of its content beside the cards.
      const layout = () =>
        [this, ...(container === this ? [] : this.children)]
          .flatMap((element) => {
            if (element.contains(container) && element !== this) return 0;
            const { x, y, width, height } = element.getBoundingClientRect();
            return [x, y, width, height];
          })
          .join();
      const layoutBefore = layout();
      container.replaceChildren(template, ...order);
      if (isFirst && !isBelow && layout() !== layoutBefore) {
        // It would shift content on screen. None of this has been painted, so it is undone.
        container.replaceChildren(...nodesBefore);
        return;
      }
      // The list watcher runs after this and must keep the prediction's order.
      this.setAttribute('data-aisle-rank', 'off');
      const currency = items[0]?.product?.currency;
      if (currency && items.every(({ product }) => product!.currency === currency))
        this.setAttribute('data-aisle-currency', currency);
      for (const card of cards) card.showImages();
    }
  }
  customElements.define('aisle-slot', AisleSlot);
}

const isBelowScreen = (element: Element) => element.getBoundingClientRect().top >= innerHeight;

/** The ids in an attribute. An id may contain commas, so both are ids: a whole word and its parts. */
const idsOfWords = (text: string) => new Set((text.match(/\S+/g) ?? []).flatMap((word) => [word, ...word.split(',')]));

/** The id of the element's item, or the ids of the items inside it. */
function idsIn(element: Element): string[] {
  const items = element.matches(ITEM_SELECTOR) ? [element] : [...element.querySelectorAll(ITEM_SELECTOR)];
  return items.map((item) => item.getAttribute('data-aisle-item')!);
}

function imageAt(found: unknown): ImageSource | undefined {
  const url = webUrl(found);
  return url === undefined ? undefined : { url };
}
