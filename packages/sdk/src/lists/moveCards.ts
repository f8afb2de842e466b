import type { ArrangeCards } from './watchLists.js';

/** Roots of Vue, Nuxt and Astro islands. Moved nodes would break hydration and updates of a framework's list. */
const FRAMEWORK_ROOTS = '[data-v-app],#__nuxt,astro-island';
/** Next.js's App Router leaves no mark in the page's body, but its scripts are in the head. */
const NEXT_SCRIPT = 'script[src*="/_next/"]';

/** Whether React rendered or hydrated an element. React sets properties such as `__reactFiber$…` on it. */
export const isManagedByReact = (element: Element) => /\b__react/.test(String(Object.keys(element)));

export const isManagedByFramework = (container: Element) =>
  isManagedByReact(container) || container.closest(FRAMEWORK_ROOTS) || document.querySelector(NEXT_SCRIPT);

/** Lists whose nodes may be moved. Lists with `data-aisle-order=style` belong to a framework. */
export const MOVABLE_LISTS = '[data-aisle-list]:not([data-aisle-rank=off],[data-aisle-order=style])';

/**
 * Moves the cards of a list into an order. Only cards with a new position are moved. Other nodes between them stay, text
 * included. Lists of a framework do not change.
 */
export const moveCards: ArrangeCards = ({ container, cards }, order) => {
  if (isManagedByFramework(container)) return false;
  let remaining = cards.length;
  // `moveBefore` keeps the state of iframes and players inside a card: https://developer.mozilla.org/docs/Web/API/Element/moveBefore
  const move = container.moveBefore ?? container.insertBefore;
  // From the end: each moved card is inserted before its successor, and cards that stay are not touched.
  [...container.childNodes].reduceRight<ChildNode | null>((nextNode, node) => {
    const target = node === cards[remaining - 1] ? cards[order[--remaining]!]! : node;
    if (target !== node) move.call(container, target, nextNode);
    return target;
  }, null);
  return true;
};
