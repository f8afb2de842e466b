import { basket, emptyBasket } from './basket.js';
import { showGoesWith } from './cart.js';
import { readStored, store } from './storage.js';
import { setWelcome } from './welcome.js';
import { withTimeout } from './withTimeout.js';

/** Maximum time that the order waits for its event to be stored. */
const TRACK_LIMIT_MS = 1000;

/** The items of the latest order, for the row on the page after it. */
const ORDER_KEY = 'shop-order';

export function setUpCheckout() {
  const form = document.querySelector('[data-checkout]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    form.querySelector('[type=submit]').disabled = true;
    const transaction_id = `NY-${Date.now().toString(36).toUpperCase()}`;
    const items = basket().map(({ item_id, price, quantity, item_category, item_brand, item_name }) => ({
      item_id,
      price,
      quantity,
      item_category,
      item_brand,
      item_name,
    }));
    if (items.length > 0)
      await withTimeout(window.aisle?.track({ type: 'purchase', transaction_id, items }), TRACK_LIMIT_MS);
    store(ORDER_KEY, items);
    emptyBasket();
    setWelcome(false);
    location.assign(`/thank-you.html#${transaction_id}`);
  });
}

export function showOrder() {
  document.querySelector('[data-order]').textContent = location.hash.slice(1, 30);
  showGoesWith(readStored(ORDER_KEY, []));
}
