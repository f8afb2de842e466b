import type { CatalogueFormat } from './catalogueFormat.js';
import { firstField, wordOf } from './fieldOf.js';

const HANDLE = ['Handle', 'URL handle'];
const SKU = ['Variant SKU', 'SKU'];
const PRICE = ['Variant Price', 'Price'];
const DESCRIPTION = ['Body (HTML)', 'Description'];
const CATEGORY = ['Product Category', 'Product category', 'Standardized Product Type', 'Type'];
const STATUS = ['Status'];
const PUBLISHED = ['Published', 'Published on online store'];
const IMAGE = ['Image Src', 'Product image URL'];

/**
 * Each variant is an item. Products that nobody can see yet are left alone: a release publishes its item ids. Rows after the first of a product have no title, and rows that only have a picture are no
 * items. Shopify has renamed the columns in 2025; both names are read.
 *
 * @see https://help.shopify.com/en/manual/products/import-export/using-csv
 */
export const shopifyProducts: CatalogueFormat = {
  description: 'Shopify products, CSV',
  matches: (names) =>
    [HANDLE, ['Title'], ['Vendor'], [...SKU, ...PRICE]].every((column) => column.some((name) => names.has(name))),
  columns: {
    item_id: SKU,
    title: ['Title'],
    description: DESCRIPTION,
    category: CATEGORY,
    brand: ['Vendor'],
    price: PRICE,
    image: ['Variant Image', 'Variant image URL', ...IMAGE],
  },
  product: {
    key: HANDLE,
    columns: ['Title', 'Vendor', ...DESCRIPTION, ...CATEGORY, ...IMAGE, ...STATUS, ...PUBLISHED],
  },
  skips: (record) =>
    firstField(record, [...SKU, ...PRICE]) === undefined ||
    wordOf(record, ...STATUS) === 'draft' ||
    wordOf(record, ...PUBLISHED) === 'false',
  ruleColumns: [...HANDLE, ...STATUS, ...PUBLISHED],
};
