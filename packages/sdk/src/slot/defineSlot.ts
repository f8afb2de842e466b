import { listIdOf } from '@aisle/tracker';
import type { Aisle, PredictOptions } from '../api.js';
import { ITEM } from '../lists/cards.js';
import type { Prediction } from '../results.js';
import { type Card, cardOf, type Picture, priceFormat, webUrl } from './card.js';

/** Of `createAisle()`, or what hands calls on to the script tag. */
export interface SlotHost {
  predict: Aisle['predict'];
  /** Calls back when the shopper may have agreed. */
  subscribe(listener: () => void): unknown;
}

const DEFAULT_COUNT = 8;
/** Nobody waits for a slot: it keeps what it shows. */
const DEADLINE_MS = 30_000;

/**
 * Defines `<aisle-slot>`, a row of predicted next purchases (docs/guides/slots.md). Without a document, on a server, it does
 * nothing; called twice, the first call counts.
 */
export function defineSlot(host: SlotHost): void {
  if (typeof customElements === 'undefined' || customElements.get('aisle-slot')) return;
  const waiting = new Set<() => void>();
  host.subscribe(() => {
    // In a task of its own: the click on a consent banner has enough to do.
    waiting.forEach((ask) => setTimeout(ask));
    waiting.clear();
  });

  class AisleSlot extends HTMLElement {
    #begun = false;
    /** Whether it was ever on screen, as far as this script can know; undefined until a frame has told. */
    #seen: boolean | undefined;
    readonly #watch = new IntersectionObserver((entries) => this.#note(entries));

    connectedCallback(): void {
      if (this.#begun) return;
      this.#begun = true;
      this.#watch.observe(this);
      if (document.readyState !== 'loading') this.#begin();
      else document.addEventListener('DOMContentLoaded', () => this.#begin(), { once: true });
    }

    #note(entries: readonly IntersectionObserverEntry[]): void {
      for (const { isIntersecting } of entries) this.#seen ||= isIntersecting;
    }

    #begin(): void {
      const template = this.#template;
      const catalogue = this.#catalogue;
      if (!template?.content.firstElementChild || !catalogue) {
        console.error('[aisle] <aisle-slot> needs catalogue="URL" and a <template> with a card. It stays as it is.');
        return;
      }
      const ask = () => {
        // Whatever a template holds, nothing is thrown into the page.
        if (this.isConnected) askAndFill().catch((cause: unknown) => console.warn('[aisle] <aisle-slot>:', cause));
      };
      const askAndFill = async () => {
        const loaded = this.#isStrict ? loadedPictures() : undefined;
        const pictureOf = ({ item_id, product }: Pick<Prediction, 'item_id' | 'product'>) =>
          loaded ? loaded.get(item_id) : pictureAt(product?.image);
        const { items, reason } = await host.predict({
          ...this.#question(catalogue, template, pictureOf),
          ...(loaded && { candidates: loaded.keys() }),
        });
        if (reason === 'no-consent') return void waiting.add(ask);
        const format = priceFormat(this.closest<HTMLElement>('[lang]')?.lang || undefined);
        const cards = items.map((found) => cardOf(template, found.product!, pictureOf(found), format));
        // Made in one task and shown in the next: together they are a long one on a slow device.
        await new Promise((resolve) => setTimeout(resolve));
        this.#fill(template, items, cards);
        // In every arm, so that what it shows is told as the result's.
        this.dispatchEvent(new Event('aisle-filled', { bubbles: true }));
      };
      // Only then it is known which pictures the page loads of its own.
      if (this.#isStrict && document.readyState !== 'complete') addEventListener('load', ask, { once: true });
      else ask();
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

    /** No picture is asked for that the page has not loaded anyway: which ones would tell what was predicted. */
    get #isStrict(): boolean {
      return (
        this.getAttribute('images') !== 'any' &&
        !!this.#template!.content.querySelector('img[data-aisle-field=image]')
      );
    }

    #question(
      catalogueUrl: string,
      { content }: HTMLTemplateElement,
      pictureOf: (found: Prediction) => Picture | undefined,
    ): PredictOptions {
      const isLinked = !!content.querySelector('a[data-aisle-field=url]');
      const isPictured = !!content.querySelector('img[data-aisle-field=image]');
      return {
        catalogueUrl,
        ...(this.matches('[data-aisle-list]') && { listId: listIdOf(this) }),
        k: this.#count,
        exclude: [
          ...(this.getAttribute('exclude')?.match(/\S+/g) ?? []),
          ...[
            ...document.querySelectorAll('[data-aisle-product]'),
            ...this.querySelectorAll('[data-aisle-pin]'),
          ].flatMap(idsIn),
        ],
        excludeCart: true,
        excludePurchased: !this.hasAttribute('repeat-purchases'),
        // Half a card is none.
        filter: (item_id, product) =>
          (!isLinked || !!webUrl(product?.url)) && (!isPictured || !!pictureOf({ item_id, score: 0, product })),
        deadlineMs: DEADLINE_MS,
      };
    }

    /** Shows the items' cards, then what is left of the slot's own content, where the template stands; or leaves all as it is. */
    #fill(template: HTMLTemplateElement, items: readonly Prediction[], cards: readonly Card[]): void {
      this.#note(this.#watch.takeRecords());
      this.#watch.disconnect();
      const container = template.parentElement;
      if (!container || !items.length || this.matches(':focus-within')) return;
      const others = [...container.children].filter((element) => element !== template);
      const isBelow = isBelowScreen(this);
      // What was parsed before this script has run may have been painted.
      if ((this.#seen ?? !isBelow) && others.length) return;
      const own = others.filter((element) => !element.matches('[data-aisle-pin]'));
      const predicted = new Set(items.map(({ item_id }) => item_id));
      const order = [
        ...cards.map(({ element }) => element),
        ...own.filter((element) => !idsIn(element).some((id) => predicted.has(id))),
      ].slice(0, this.#count);
      others.forEach((element, place) => element.matches('[data-aisle-pin]') && order.splice(place, 0, element));

      const before = [...container.childNodes];
      // Of the slot, and of what stands in it beside the cards.
      const places = () =>
        JSON.stringify(
          [this, ...(container === this ? [] : this.children)].map((element) =>
            element.contains(container) && element !== this ? 0 : element.getBoundingClientRect(),
          ),
        );
      const placesBefore = places();
      container.replaceChildren(template, ...order);
      if (!isBelow && places() !== placesBefore) {
        // It would push what the shopper sees. Nothing of this has been painted.
        container.replaceChildren(...before);
        return;
      }
      // This order is the prediction's: the watch over lists, which is told after this, is to leave it.
      this.setAttribute('data-aisle-rank', 'off');
      const { currency } = items[0]!.product!;
      if (currency && items.every(({ product }) => product!.currency === currency))
        this.setAttribute('data-aisle-currency', currency);
      for (const card of cards) card.showPictures();
    }
  }
  customElements.define('aisle-slot', AisleSlot);
}

const isBelowScreen = (element: Element) => element.getBoundingClientRect().top >= innerHeight;

/** Its own item's id, or those of the items inside. */
function idsIn(element: Element): string[] {
  const items = element.matches(ITEM) ? [element] : [...element.querySelectorAll(ITEM)];
  return items.map((item) => item.getAttribute('data-aisle-item')!);
}

function pictureAt(found: unknown): Picture | undefined {
  const url = webUrl(found);
  return url === undefined ? undefined : { url };
}

/** What the page has loaded and shows, by item id. */
function loadedPictures(): Map<string, Picture> {
  const found = new Map<string, Picture>();
  for (const picture of document.querySelectorAll<HTMLImageElement>(`${ITEM} img`)) {
    const id = picture.closest(ITEM)!.getAttribute('data-aisle-item')!;
    const url = picture.complete && picture.naturalWidth ? webUrl(picture.currentSrc) : undefined;
    if (url && !found.has(id)) found.set(id, { url, crossOrigin: picture.crossOrigin });
  }
  return found;
}
