import { addToBasket, countInBasket } from './basket.js';
import { readStored, store } from './storage.js';

const WISHLIST_KEY = 'shop-wishlist';

export function showCartCount() {
  const count = countInBasket();
  document.querySelector('[data-cart-count]').textContent = String(count);
  document.querySelector('[data-cart-unit]').textContent = count === 1 ? 'product' : 'products';
}

/** Sets up the button of the set that a product page may offer. It is on the page only while the offer is. */
export function setUpBundle() {
  document.addEventListener('click', ({ target }) => {
    const bundle = target.closest('[data-bundle]')?.dataset.bundle;
    if (bundle === undefined) return;
    const items = JSON.parse(bundle);
    showAdded(items.map(addToBasket).every(Boolean));
    const added = items.map(({ image: _, ...item }) => ({ ...item, quantity: 1 }));
    window.aisle?.track({ type: 'add_to_cart', items: added })?.catch(() => undefined);
  });
}

function showAdded(isStored) {
  showCartCount();
  document.querySelector('[data-message]').innerHTML = isStored
    ? 'In your cart. <a href="/cart.html">See cart</a>'
    : 'This browser does not let the shop keep a cart.';
}

/** Sets up the buttons of the product page. */
export function setUpBuying() {
  const product = document.querySelector('.product');
  const message = document.querySelector('[data-message]');
  const { aisleItem, aisleName, aisleBrand, aisleCategory, aislePrice, image } = product.dataset;
  const item = {
    item_id: aisleItem,
    item_name: aisleName,
    item_brand: aisleBrand,
    item_category: aisleCategory,
    price: Number(aislePrice),
    image,
  };

  document.querySelector('[data-add-to-cart]').addEventListener('click', () => {
    showAdded(addToBasket(item));
  });

  const wish = document.querySelector('[data-wish]');
  const show = () => {
    const wished = readStored(WISHLIST_KEY, []).includes(item.item_id);
    wish.setAttribute('aria-pressed', String(wished));
    wish.firstElementChild.textContent = wished ? '♥' : '♡';
    // GA4 has no event for a removal from the wishlist.
    wish.toggleAttribute('data-aisle-event', !wished);
    if (!wished) wish.setAttribute('data-aisle-event', 'add_to_wishlist');
  };
  wish.addEventListener('click', () => {
    const wishes = readStored(WISHLIST_KEY, []);
    store(
      WISHLIST_KEY,
      wishes.includes(item.item_id) ? wishes.filter((id) => id !== item.item_id) : [...wishes, item.item_id],
    );
    show();
    message.textContent =
      wish.getAttribute('aria-pressed') === 'true' ? 'On your wishlist.' : 'Taken off your wishlist.';
  });
  show();
}
