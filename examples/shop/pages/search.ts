import { CARD_TEMPLATE } from './card.js';
import type { Page } from './layout.js';

/** The browser searches assets/products.json, so the search term is not sent. */
export const SEARCH_PAGE: Page = {
  title: 'Search',
  description: 'Find a product by name, brand or category.',
  page: 'search',
  main: `<h1>Search</h1><p class="note" role="status" data-found>Searching in this browser.</p><ul class="grid" data-aisle-list="search-results" data-results></ul>${CARD_TEMPLATE}`,
};
