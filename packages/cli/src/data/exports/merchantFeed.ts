import type { CatalogueFormat } from './catalogueFormat.js';

/**
 * A feed for Google Merchant Center. Names of attributes have spaces in files of tables, and underscores in XML.
 *
 * @see https://support.google.com/merchants/answer/7052112
 */
export const merchantFeed: CatalogueFormat = {
  description: 'Google Merchant feed, TSV, CSV or XML',
  matches: (names) =>
    ['id', 'title', 'price'].every((name) => names.has(name)) &&
    ['image_link', 'image link', 'availability'].some((name) => names.has(name)),
  columns: {
    item_id: ['id'],
    title: ['title'],
    description: ['description'],
    category: ['product_type', 'product type', 'google_product_category', 'google product category'],
    brand: ['brand'],
    price: ['price'],
    image: ['image_link', 'image link'],
  },
};
