// Entry: every page loads this; <body data-page> says which part of the shop it is.
import { setUpBuying, showCartCount } from './buying.js';
import { renderCart } from './cart.js';
import { setUpCheckout, showOrder } from './checkout.js';
import { applyConsent, setUpConsent } from './consent.js';
import { setUpListing } from './listing.js';
import { setUpPrivacy } from './privacy.js';
import { showResults } from './search.js';
import { explainOrder } from './strip.js';

// First, so that Aisle knows the answer before it is asked for anything.
applyConsent();
showCartCount();
setUpConsent();

// On a narrow screen the current category may lie outside the scrolled navigation.
const current = document.querySelector('.nav [aria-current]');
if (current) current.closest('ul').scrollLeft = current.offsetLeft - innerWidth / 3;

// Cart rows are drawn before DOMContentLoaded: that is when Aisle's tag reads the page.
const parts = {
  category: [setUpListing, explainOrder],
  product: [setUpBuying],
  cart: [renderCart],
  checkout: [renderCart, setUpCheckout],
  'thank-you': [showOrder],
  search: [showResults],
  privacy: [setUpPrivacy],
};
for (const part of parts[document.body.dataset.page] ?? []) part();
