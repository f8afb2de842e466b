import { CARD_TEMPLATE } from './card.js';
import type { Page } from './layout.js';

/** The results are found in the browser, in assets/products.json: the search term goes nowhere. */
export const SEARCH_PAGE: Page = {
  title: 'Search',
  description: 'Find a product by name, brand or category.',
  page: 'search',
  main: `<h1>Search</h1><p class="note" role="status" data-found>Searching in this browser.</p><ul class="grid" data-aisle-list="search-results" data-results></ul>${CARD_TEMPLATE}`,
};
