import type { Page } from './layout.js';

export const PRIVACY_PAGE: Page = {
  title: 'What this shop remembers',
  description: 'What is kept on your device, why, and how to delete it.',
  page: 'privacy',
  main: `<div class="prose"><h1>What this shop remembers</h1>
<p>If you accept, this shop keeps a short history of your visits <strong>in this browser</strong>, and a small program that runs here uses it to order lists for you. The history is not sent to the shop or to anyone else.</p>
<div class="panel" data-memory><p><strong>Your choice:</strong> <span data-choice>not made yet</span></p><p><strong>Events kept on this device:</strong> <span data-events>none</span></p>
<div class="buy"><button type="button" class="button" data-consent-choice="granted">Allow it</button><button type="button" class="button" data-consent-choice="denied">Withdraw consent</button><button type="button" class="button" data-erase>Erase everything now</button></div><p class="message" role="status" data-message></p></div>
<h2 id="offers">Offers</h2><p>If you allowed it, your browser may point out one of this shop’s offers to you: a hint in the cart, a reminder, a set, the <a href="/welcome.html">welcome offer</a>. Everybody can use them, at the same prices. The choice is made in your browser, and each offer says why you see it.</p>
<div class="panel offers-panel"><button type="button" class="switch" role="switch" aria-checked="false" data-offers-switch disabled>Offers</button><p role="status" data-offers-state></p></div>
<h2>What is kept</h2><ul><li>which products you look at, put on your wishlist, put into the cart, take out, or buy, each with its name, brand, category, price, quantity and the time</li><li>what you search for</li><li>in which list, and at which place in it, you met a product</li><li>which offers you saw, followed or closed</li></ul>
<h2>What is not kept</h2><ul><li>your name, address, email or anything else that you type at checkout</li><li>anything from other sites</li></ul>
<h2>What the shop itself keeps in this browser</h2><ul><li>your cart, your wishlist and the products of your latest order, so that they are there when you come back</li><li>your choice on this page, and whether you use the welcome offer</li></ul>
<h2>What withdrawing and erasing do</h2><p>Withdrawing stops the remembering and deletes the history. Erasing deletes the history and goes on remembering from then, if you allowed it. Both work at once and for every open tab of this shop. What was erased can stay in the browser’s files for a while; withdrawing clears the files too. Your cart stays.</p>
<h2>What this cannot do</h2><p>Someone who uses this browser after you, or a program that can read its files, could see what is kept. Like every site, the shop's server sees which pages and pictures you load. Which pictures a page loads does not depend on what you looked at before: a page asks for all pictures of a list, in whatever order it shows them.</p></div>`,
};
