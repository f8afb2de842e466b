import type { Product } from '../simulator/catalogue.js';
import { COMPANIONS } from '../simulator/companions.js';
import { STYLES } from '../simulator/departments.js';
import { cardList, itemAttributes } from './card.js';
import { DESCRIPTIONS } from './descriptions.js';
import type { Page } from './layout.js';
import { capitalised, escapeHtml, money, slug } from './markup.js';
import { offerPlace } from './offerPlace.js';
import { row } from './row.js';

const OTHERS_IN_ROW = 6;
const OTHERS_IN_LIST = 12;

/** The other products of the category, from the product on. */
function othersOf(product: Product, catalogue: readonly Product[]): Product[] {
  const others = catalogue.filter(
    (other) => other.item_category === product.item_category && other.item_id !== product.item_id,
  );
  const start = others.filter((other) => other.item_id < product.item_id).length;
  return [...others.slice(start), ...others.slice(0, start)];
}

/** 12 products of the category's other kinds, evenly distributed over them. */
function otherKinds(product: Product, others: readonly Product[]): Product[] {
  const different = others.filter((other) => other.style !== product.style);
  const step = Math.floor(different.length / OTHERS_IN_LIST);
  return different.filter((_, i) => i % step === step - 1).slice(0, OTHERS_IN_LIST);
}

/** The shop's own choice of what goes with a product: its companions, theirs, and what it is a companion of. */
function goesWith(product: Product, catalogue: readonly Product[]): Product[] {
  const companionsOf = (style: string) => Object.keys(COMPANIONS[style] ?? {});
  const companions = companionsOf(product.style);
  const kinds = new Set([
    ...companions,
    ...companions.flatMap(companionsOf),
    ...Object.keys(COMPANIONS).filter((style) => companionsOf(style).includes(product.style)),
  ]);
  kinds.delete(product.style);
  return [...kinds].slice(0, OTHERS_IN_ROW).map((style) => {
    const ofKind = catalogue.filter((other) => other.style === style);
    return ofKind.find((other) => other.item_brand === product.item_brand) ?? (ofKind[0] as Product);
  });
}

/** The place of the bundle: the product and the first two that go with it, each at its own price. */
function bundlePlace(product: Product, catalogue: readonly Product[]): string {
  const bundle = [product, ...goesWith(product, catalogue).slice(0, 2)];
  const items = bundle.map(({ item_id, item_name, item_brand, item_category, price, image }) => ({
    item_id,
    item_name,
    item_brand,
    item_category,
    price,
    image,
  }));
  const pictures = bundle.map(
    ({ item_name, image }) => `<li><img src="${image}" alt="${escapeHtml(item_name)}" width="64" height="64"></li>`,
  );
  const sum = bundle.reduce((total, { price }) => total + price, 0);
  return offerPlace({
    placement: 'product',
    details: `<ul class="bundle">${pictures.join('')}<li class="bundle-sum">${money(sum)} <span>for all three</span></li></ul>`,
    action: `<button type="button" class="button offer-action" data-aisle-field="action" data-bundle="${escapeHtml(JSON.stringify(items))}"></button>`,
  });
}

export function productPage(product: Product, catalogue: readonly Product[]): Page {
  const style = STYLES.get(product.style);
  const others = othersOf(product, catalogue);
  const line = product.item_name.slice(product.item_brand.length + 1, -((style?.noun.length ?? 0) + 1));
  const details: [string, string][] = [
    ['Brand', product.item_brand],
    ['Version', line],
    ['Colour', capitalised(product.colour)],
    ['Item number', product.item_id],
  ];
  return {
    title: product.item_name,
    description: `${product.item_name} in ${product.colour}, ${money(product.price)}.`,
    category: product.item_category,
    page: 'product',
    main: `<nav class="crumbs" aria-label="Breadcrumb"><a href="/index.html">Home</a> <span aria-hidden="true">/</span> <a href="/category/${slug(product.item_category)}.html">${product.item_category}</a> <span aria-hidden="true">/</span> <span aria-current="page">${escapeHtml(product.item_name)}</span></nav>
<article class="product" ${itemAttributes(product)} data-image="${product.image}" data-aisle-event="view_item" data-aisle-on="load">
<img class="product-picture" src="${product.image}" alt="${escapeHtml(`${product.item_name} in ${product.colour}`)}" width="640" height="640" fetchpriority="high">
<div class="product-text"><p class="card-brand">${escapeHtml(product.item_brand)}</p><h1>${escapeHtml(product.item_name)}</h1><p class="price">${money(product.price)} <small>incl. VAT</small></p>
<p>${escapeHtml(DESCRIPTIONS[product.style] ?? '')} This one comes in ${product.colour}.</p>
<div class="buy"><button type="button" class="button button-primary" data-aisle-event="add_to_cart" data-add-to-cart>Add to cart</button><button type="button" class="button" data-aisle-event="add_to_wishlist" data-wish aria-pressed="false"><span aria-hidden="true">♡</span> Wishlist</button></div>
<p class="message" role="status" data-message></p>
${bundlePlace(product, catalogue)}
<h2 class="details-head">Details</h2><dl class="details">${details.map(([term, value]) => `<div><dt>${term}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl></div>
</article>
${row({
  kind: 'bought-with',
  attributes: { items: product.item_id },
  list: 'bought-with',
  heading: 'Goes well with it',
  products: goesWith(product, catalogue),
})}
${row({
  kind: 'related',
  attributes: { item: product.item_id },
  list: 'related',
  heading: 'Similar products',
  products: others.filter((other) => other.style === product.style).slice(0, OTHERS_IN_ROW),
})}
<section aria-labelledby="also"><h2 id="also">More in ${product.item_category}</h2>${cardList('also-liked', otherKinds(product, others), 'grid grid-small')}</section>`,
  };
}
