import type { OfferDecision } from '../decide/decide.js';
import type { Decisions } from '../decide/decisions.js';
import { LAZY } from '../lists/pictures.js';
import { fillOffer } from './fillOffer.js';
import { whenSeen } from './whenSeen.js';

/** An instance with `addDecisions`, or an object that forwards the calls to the script tag. */
export interface OfferHost {
  /** As `Decisions.decide`. Undefined if nothing can decide. */
  decide(...args: Parameters<Decisions['decide']>): Promise<OfferDecision | undefined>;
  /** Calls the listener when consent may have been granted, or an event was stored. */
  subscribe(listener: () => void): unknown;
}

declare global {
  interface HTMLElementTagNameMap {
    'aisle-offer': HTMLElement;
  }
}

/** An offer may wait: nothing on the page depends on it. */
const DEADLINE_MS = 30_000;

/**
 * Defines `<aisle-offer placement="cart">`, the place of an offer (docs/guides/decisions.md). It needs a `<template>`, and a
 * height of its own, so that the page does not move. Does nothing on a server. If called twice, the first call counts.
 */
export function defineOffer(host: OfferHost): void {
  if (typeof customElements === 'undefined' || customElements.get('aisle-offer')) return;
  const waiting = new Set<() => void>();
  host.subscribe(() => {
    for (const ask of [...waiting]) setTimeout(ask);
  });

  class AisleOffer extends HTMLElement {
    #started = false;
    /** Whether an answer is pending. */
    #asking = false;
    #stopWatching = () => {};

    connectedCallback(): void {
      if (this.#started) return;
      this.#started = true;
      if (document.readyState !== 'loading') this.#start();
      else document.addEventListener('DOMContentLoaded', () => this.#start(), { once: true });
    }

    disconnectedCallback(): void {
      this.#stopWatching();
    }

    #start(): void {
      const template = this.querySelector('template');
      const placement = this.getAttribute('placement');
      if (!template || !placement) {
        const missing = placement ? '<template>' : 'placement="NAME"';
        console.error(`[aisle] <aisle-offer> needs a placement and a <template>, found no ${missing}. It stays empty.`);
        return;
      }
      // The copy loads the template's pictures now, for every shopper, whatever is decided.
      const content = document.importNode(template.content, true);
      // The browser would request a lazy one only where an offer is shown.
      for (const picture of content.querySelectorAll<HTMLImageElement>(LAZY)) picture.loading = 'eager';
      const ask = () => void this.#ask(placement, content, ask);
      waiting.add(ask);
      ask();
    }

    async #ask(placement: string, content: DocumentFragment, ask: () => void): Promise<void> {
      // An event can have asked for this call before the offer was shown.
      if (this.#asking || !waiting.has(ask) || !this.isConnected) return;
      this.#asking = true;
      const decision = await host.decide({ placement, deadlineMs: DEADLINE_MS });
      this.#asking = false;
      if (!decision?.act) return;
      waiting.delete(ask);
      this.#show(decision, content);
    }

    #show({ intervention, shown, accepted, dismissed }: OfferDecision, content: DocumentFragment): void {
      const title = fillOffer(content, intervention!, this.closest('[lang]')?.getAttribute('lang') ?? '');
      if (title === undefined) {
        console.error(
          `[aisle] <aisle-offer> has no element with data-aisle-field="disclosure", which ${intervention!.id} needs. It stays empty.`,
        );
        return;
      }
      const original = [...this.childNodes];
      const heightBefore = this.offsetHeight;
      const nodes = [...content.childNodes];
      this.append(content);
      const empty = () => {
        this.#stopWatching();
        for (const node of nodes) node.remove();
        for (const name of ['role', 'aria-label']) this.removeAttribute(name);
      };
      if (this.offsetHeight !== heightBefore) {
        empty();
        console.error(
          `[aisle] <aisle-offer> is ${heightBefore} px high, and ${intervention!.id} needs another height. Give it a fixed height. It stays empty.`,
        );
        return;
      }
      this.role = 'region';
      this.ariaLabel = title;
      this.#stopWatching = whenSeen(this, () => void shown().then((counts) => counts || empty()));
      this.addEventListener('click', ({ target }) => {
        if (!(target instanceof Element) || original.some((node) => node.contains(target))) return;
        if (target.closest('[data-aisle-close]')) {
          const hadFocus = this.contains(document.activeElement);
          empty();
          // The focus stays at this place of the page.
          if (hadFocus) {
            this.tabIndex = -1;
            this.focus();
          }
          void dismissed();
        } else if (target.closest('[data-aisle-field=action]')) void accepted();
      });
    }
  }
  customElements.define('aisle-offer', AisleOffer);
}
