import { readStored, store } from './storage.js';
import { usesWelcome } from './welcome.js';

const KEY = 'shop-cart';
const FREE_DELIVERY_FROM = 60;
const DELIVERY = 4.95;
const WELCOME_SHARE = 0.1;

/** The items in the cart: item_id, item_name, item_brand, item_category, price, image, quantity. */
export const basket = () => readStored(KEY, []);
export const emptyBasket = () => store(KEY, []);
export const countInBasket = () => basket().reduce((sum, { quantity }) => sum + quantity, 0);

export function addToBasket(item) {
  const items = basket();
  const found = items.find(({ item_id }) => item_id === item.item_id);
  if (found) found.quantity += 1;
  else items.push({ ...item, quantity: 1 });
  return store(KEY, items);
}

/** Sets the quantity of an item. 0 removes it. */
export function setQuantity(itemId, quantity) {
  store(
    KEY,
    basket()
      .map((item) => (item.item_id === itemId ? { ...item, quantity } : item))
      .filter((item) => item.quantity > 0),
  );
}

/** Prices in euro. */
export function sums() {
  const subtotal = basket().reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const delivery = subtotal >= FREE_DELIVERY_FROM ? 0 : DELIVERY;
  const discount = usesWelcome() ? Math.round(100 * WELCOME_SHARE * subtotal) / 100 : 0;
  return { subtotal, discount, delivery, total: subtotal - discount + delivery };
}
