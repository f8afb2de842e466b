import catalogue from '../generated/products.json';

export type Product = (typeof catalogue)[number];

export const PRODUCTS: readonly Product[] = catalogue;
export const CATEGORIES = [...new Set(PRODUCTS.map(({ item_category }) => item_category))];

/** Products of all categories, for the home page. */
export const PICKS = PRODUCTS.filter((_, i) => i % 71 === 0);

export const productById = (id: string) => PRODUCTS.find(({ item_id }) => item_id === id);
export const productsOf = (category: string) => PRODUCTS.filter(({ item_category }) => item_category === category);

/** Other products of the category. */
export const othersLike = (product: Product) =>
  productsOf(product.item_category).filter(({ item_id }, i) => item_id !== product.item_id && i % 4 === 0);
