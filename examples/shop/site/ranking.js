const DEADLINE_MS = 400;

/** True as long as the shopper has neither scrolled nor touched the list: then, and only then, may cards change places. */
function watchUntouched(list) {
  const state = { untouched: window.scrollY === 0 };
  const touched = () => (state.untouched = false);
  addEventListener('scroll', touched, { once: true, passive: true });
  for (const type of ['focusin', 'pointerdown', 'keydown']) list.addEventListener(type, touched, { once: true });
  return state;
}

function explain(result) {
  const strip = document.querySelector('[data-strip]');
  if (!strip) return;
  const time = result.durationMs === undefined ? '' : `, ${result.durationMs.toFixed(1)} ms`;
  strip.textContent = result.ranked
    ? `Ranked by Aisle on this device: release ${result.release}, tier ${result.tier}${time}.`
    : `The shop's own order. Reason: ${result.reason}${time}.`;
}

async function rankList(list) {
  const cards = new Map([...list.children].map((card) => [card.dataset.aisleItem, card]));
  const state = watchUntouched(list);
  const result = await window.aisle.rerank([...cards.keys()], { deadlineMs: DEADLINE_MS });
  // The scroll event comes with the next frame, the position at once.
  const moved = result.ranked && state.untouched && window.scrollY === 0;
  // The cards themselves move: a focused link, a loaded picture and a listener stay what they were.
  if (moved) list.append(...result.items.map((id) => cards.get(id)));
  list.dataset.ranked = String(moved);
  list.dataset.reason = moved ? '' : (result.reason ?? 'touched-by-shopper');
  list.dispatchEvent(new CustomEvent('shop-ranked', { bubbles: true }));
  explain(moved ? result : { ...result, ranked: false, reason: list.dataset.reason });
}

/** Asks Aisle for the order of every list that is marked for it; without Aisle the lists stay as they are. */
export function rankLists() {
  if (!window.aisle) return;
  for (const list of document.querySelectorAll('[data-rerank]')) void rankList(list);
}
