import { addToBasket, countInBasket } from './basket.js';
import { keep, recall } from './memory.js';

const WISHLIST_KEY = 'shop-wishlist';

export function showCartCount() {
  const count = countInBasket();
  const badge = document.querySelector('[data-cart-count]');
  badge.textContent = String(count);
  badge.closest('a').setAttribute('aria-label', `Cart, ${count} ${count === 1 ? 'product' : 'products'}`);
}

/** The product page's buttons. */
export function setUpBuying() {
  const product = document.querySelector('.product');
  const said = document.querySelector('[data-said]');
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
    const kept = addToBasket(item);
    showCartCount();
    said.innerHTML = kept
      ? 'In your cart. <a href="/cart.html">See cart</a>'
      : 'This browser does not let the shop keep a cart.';
  });

  const wish = document.querySelector('[data-wish]');
  const show = () => {
    const wished = recall(WISHLIST_KEY, []).includes(item.item_id);
    wish.setAttribute('aria-pressed', String(wished));
    wish.firstElementChild.textContent = wished ? '♥' : '♡';
    // Taking a wish back is no event of GA4.
    wish.toggleAttribute('data-aisle-event', !wished);
    if (!wished) wish.setAttribute('data-aisle-event', 'add_to_wishlist');
  };
  wish.addEventListener('click', () => {
    const wishes = recall(WISHLIST_KEY, []);
    keep(
      WISHLIST_KEY,
      wishes.includes(item.item_id) ? wishes.filter((id) => id !== item.item_id) : [...wishes, item.item_id],
    );
    show();
    said.textContent = wish.getAttribute('aria-pressed') === 'true' ? 'On your wishlist.' : 'Taken off your wishlist.';
  });
  show();
}
