import type { Product } from '../simulator/catalogue.js';
import { STYLES } from '../simulator/departments.js';
import { cardList, itemAttributes } from './card.js';
import { DESCRIPTIONS } from './descriptions.js';
import type { Page } from './layout.js';
import { capitalised, escapeHtml, money, slug } from './markup.js';

const CANDIDATES = 12;

/** 12 other products of the category: 7 of the same style, then 5 of other styles. */
function alsoLiked(product: Product, catalogue: readonly Product[]): Product[] {
  const others = catalogue.filter(
    (other) => other.item_category === product.item_category && other.item_id !== product.item_id,
  );
  const start = others.filter((other) => other.item_id < product.item_id).length;
  const rotated = [...others.slice(start), ...others.slice(0, start)];
  const same = rotated.filter((other) => other.style === product.style).slice(0, 7);
  const different = rotated.filter((other) => other.style !== product.style);
  return [...same, ...different.filter((_, i) => i % 9 === 4)].slice(0, CANDIDATES);
}

export function productPage(product: Product, catalogue: readonly Product[]): Page {
  const style = STYLES.get(product.style);
  const line = product.item_name.slice(product.item_brand.length + 1, -((style?.noun.length ?? 0) + 1));
  const details: [string, string][] = [
    ['Brand', product.item_brand],
    ['Version', line],
    ['Colour', capitalised(product.colour)],
    ['Item number', product.item_id],
    ['Delivery', '2 to 4 working days'],
    ['Returns', 'Within 60 days'],
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
<h2 class="details-head">Details</h2><dl class="details">${details.map(([term, value]) => `<div><dt>${term}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl></div>
</article>
<section aria-labelledby="also"><h2 id="also">You may also like</h2>${cardList('also-liked', alsoLiked(product, catalogue), 'grid grid-small')}</section>`,
  };
}
