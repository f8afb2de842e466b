import { addToBasket, countInBasket } from './basket.js';
import { readStored, store } from './storage.js';

const WISHLIST_KEY = 'shop-wishlist';

export function showCartCount() {
  const count = countInBasket();
  const badge = document.querySelector('[data-cart-count]');
  badge.textContent = String(count);
  badge.closest('a').setAttribute('aria-label', `Cart, ${count} ${count === 1 ? 'product' : 'products'}`);
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
    const isStored = addToBasket(item);
    showCartCount();
    message.innerHTML = isStored
      ? 'In your cart. <a href="/cart.html">See cart</a>'
      : 'This browser does not let the shop keep a cart.';
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
