import type { Arrange } from './watchLists.js';

/** Lists that React or Vue draws, or is about to take over from the server, have an order of their own: moved nodes would confuse it. */
const ROOTS = '[data-v-app],#__nuxt,astro-island';
/** Next.js's App Router marks nothing of the page's body: its scripts are in the head. */
const NEXT_SCRIPT = 'script[src*="/_next/"]';

/** Whether React has drawn an element or taken it over: its notes are on it. */
export const isReactOwned = (element: Element) => Object.keys(element).some((key) => key.startsWith('__react'));

export const isOwned = (container: Element) =>
  isReactOwned(container) || container.closest(ROOTS) || document.querySelector(NEXT_SCRIPT);

/** Lists whose nodes may be moved; those ordered by style are a framework's. */
export const MOVABLE_LISTS = '[data-aisle-list]:not([data-aisle-rank=off],[data-aisle-order=style])';

/**
 * Puts the cards of a list that the server rendered into an order. Only those that change places are moved, as the nodes
 * that they are; whatever else is between them, texts included, stays. A framework's list is left alone.
 */
export const moveCards: Arrange = ({ container, cards }, order) => {
  if (isOwned(container)) return false;
  const moving = new Map<ChildNode, Element>(cards.map((card, place) => [card, cards[order[place]!]!]));
  // Where the browser can move a node without taking it out, frames and players inside go on.
  const move = container.moveBefore ?? container.insertBefore;
  // From the end: each goes before the one that comes after it, and what stays is never moved itself.
  [...container.childNodes].reduceRight<ChildNode | null>((after, node) => {
    const wanted = moving.get(node) ?? node;
    if (wanted !== node) move.call(container, wanted, after);
    return wanted;
  }, null);
  return true;
};
