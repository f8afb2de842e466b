import { keep, recall } from './memory.js';

const KEY = 'shop-cart';
const FREE_DELIVERY_FROM = 60;
const DELIVERY = 4.95;

/** What is in the cart: item_id, item_name, item_brand, item_category, price, image, quantity. */
export const basket = () => recall(KEY, []);
export const emptyBasket = () => keep(KEY, []);
export const countInBasket = () => basket().reduce((sum, { quantity }) => sum + quantity, 0);

export function addToBasket(item) {
  const items = basket();
  const found = items.find(({ item_id }) => item_id === item.item_id);
  if (found) found.quantity += 1;
  else items.push({ ...item, quantity: 1 });
  return keep(KEY, items);
}

/** Sets how many of an item are in the cart; 0 takes it out. */
export function setQuantity(itemId, quantity) {
  keep(
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
  return { subtotal, delivery, total: subtotal + delivery };
}
