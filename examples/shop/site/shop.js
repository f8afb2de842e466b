// The entry of every page. <body data-page> names the page.
import { setUpBundle, setUpBuying, showCartCount } from './buying.js';
import { renderCart } from './cart.js';
import { setUpCheckout, showOrder } from './checkout.js';
import { applyConsent, setUpConsent } from './consent.js';
import { setUpListing } from './listing.js';
import { setUpOffersSwitch } from './offersSwitch.js';
import { setUpPrivacy } from './privacy.js';
import { showResults } from './search.js';
import { explainOrder } from './strip.js';
import { setUpWelcome } from './welcome.js';

// First, so that Aisle has the consent before other calls.
applyConsent();
showCartCount();
setUpConsent();

// On a narrow screen, the current category may be outside the visible part of the navigation.
const current = document.querySelector('.nav [aria-current]');
if (current) current.closest('ul').scrollLeft = current.offsetLeft - innerWidth / 3;

// Cart rows are rendered before DOMContentLoaded, when Aisle's tag reads the page.
const parts = {
  category: [setUpListing, explainOrder],
  product: [setUpBuying, setUpBundle],
  cart: [renderCart],
  checkout: [renderCart, setUpCheckout],
  'thank-you': [showOrder],
  search: [showResults],
  privacy: [setUpPrivacy, setUpOffersSwitch],
  welcome: [setUpWelcome],
};
for (const part of parts[document.body.dataset.page] ?? []) part();
