import { basket } from './basket.js';
import { consentChoice } from './consent.js';
import { keep } from './memory.js';
import { fillList, loadProducts } from './products.js';
import { settled } from './settled.js';

const KEY = 'shop-had-recommendations';
const COUNT = 8;
const LIMIT_MS = 2500;

/**
 * The row 'Recommended for you': hidden where nothing is predicted. Where there was something last time its place is
 * kept free from the start; the first time it comes below the first screen, so that nothing visible moves.
 */
export async function showRecommended() {
  const section = document.querySelector('[data-recommended]');
  // A script in the page itself has decided it, before the first paint.
  const reserved = !section.hidden;
  if (!window.aisle || consentChoice() !== 'granted') {
    section.hidden = true;
    return;
  }
  const list = section.querySelector('ul');

  const prediction = window.aisle.predict({ k: COUNT, exclude: basket().map(({ item_id }) => item_id) });
  const [{ items, reason }, products] = await Promise.all([settled(prediction, LIMIT_MS, { items: [] }), settled(loadProducts(), LIMIT_MS, [])]);
  const byId = new Map(products.map((product) => [product.item_id, product]));
  const found = items.map(({ item_id }) => byId.get(item_id)).filter((product) => product !== undefined);
  section.dataset.reason = reason ?? '';
  keep(KEY, found.length > 0);
  if (!reserved) {
    // Above a shopper who has scrolled on, the row would push away what is being read: it waits for the next visit.
    if (found.length === 0 || window.scrollY > 0) return;
    document.querySelector('[data-categories]').after(section);
  }
  section.hidden = found.length === 0;
  fillList(list, found);
}
