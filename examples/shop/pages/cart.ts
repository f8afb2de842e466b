import type { Page } from './layout.js';
import { offerPlace } from './offerPlace.js';
import { row } from './row.js';

/** site/cart.js and site/checkout.js name the items of the cart and of the order. */
const goesWith = (list: string, heading: string) =>
  row({ kind: 'bought-with', attributes: { items: '', hidden: '' }, list, heading, className: 'reserved' });

/** site/cart.js shows it if the shopper uses the welcome offer. */
const DISCOUNT_LINE = '<div data-discount-line hidden><dt>Welcome offer, 10 %</dt><dd data-discount></dd></div>';

/** site/cart.js renders the rows from the stored cart. */
export const CART_PAGE: Page = {
  title: 'Cart',
  description: 'What you have chosen so far.',
  page: 'cart',
  main: `<h1>Cart</h1>
<div class="two-columns" data-cart hidden><ul class="rows" data-rows data-aisle-items data-aisle-event="view_cart" data-aisle-on="load"></ul>
<div><aside class="summary" aria-labelledby="sum"><h2 id="sum">Summary</h2><dl class="sums"><div><dt>Products</dt><dd data-subtotal></dd></div>${DISCOUNT_LINE}<div><dt>Delivery</dt><dd data-delivery></dd></div><div class="sum-total"><dt>Total</dt><dd data-total></dd></div></dl><a class="button button-primary" href="/checkout.html">To checkout</a><p class="note">Prices include VAT.</p></aside>${offerPlace({ placement: 'cart' })}</div></div>
<div class="empty" data-empty hidden><p>Your cart is empty.</p><p><a class="button button-primary" href="/index.html">Look around the shop</a></p></div>
${goesWith('cart-bought-with', 'Goes well with your cart')}`,
};

const field = (name: string, label: string, autocomplete: string, more = '') =>
  `<p class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" autocomplete="${autocomplete}" required ${more}></p>`;

export const CHECKOUT_PAGE: Page = {
  title: 'Checkout',
  description: 'Where the order should go.',
  page: 'checkout',
  main: `<h1>Checkout</h1>
<div class="two-columns" data-cart hidden><form class="form" data-checkout><p class="note">This is an example: nothing is sold or sent, no payment is taken, and what you write here stays in this form. Any address will do.</p>
<fieldset><legend>Deliver to</legend>${field('name', 'Full name', 'name')}${field('street', 'Street and number', 'street-address')}<div class="field-pair">${field('postcode', 'Postcode', 'postal-code')}${field('city', 'City', 'address-level2')}</div>${field('email', 'Email', 'email', 'type="email"')}</fieldset>
<button type="submit" class="button button-primary">Place order</button></form>
<aside class="summary" aria-labelledby="sum"><h2 id="sum">Your order</h2><ul class="rows rows-small" data-rows data-aisle-items data-aisle-event="begin_checkout" data-aisle-on="load"></ul><dl class="sums"><div><dt>Products</dt><dd data-subtotal></dd></div>${DISCOUNT_LINE}<div><dt>Delivery</dt><dd data-delivery></dd></div><div class="sum-total"><dt>Total</dt><dd data-total></dd></div></dl></aside></div>
<div class="empty" data-empty hidden><p>There is nothing to check out yet.</p><p><a class="button button-primary" href="/index.html">Look around the shop</a></p></div>`,
};

export const THANK_YOU_PAGE: Page = {
  title: 'Thank you',
  description: 'Your order is placed.',
  page: 'thank-you',
  main: `<div class="empty"><h1>Thank you</h1><p>Your order <strong data-order></strong> is placed. As this is an example, nothing will be sent.</p><p><a class="button button-primary" href="/index.html">Back to the shop</a></p></div>
${goesWith('order-bought-with', 'Goes well with your order')}`,
};
