import type { Product } from '../simulator/catalogue.js';
import { DEPARTMENTS, STYLES } from '../simulator/departments.js';
import { cardList, TEXT_TEMPLATE } from './card.js';
import type { Page } from './layout.js';
import { escapeHtml, slug } from './markup.js';
import { offerPlace } from './offerPlace.js';
import { row } from './row.js';

/** Every 71st product, so that the selection has several categories and brands. */
function selection(catalogue: readonly Product[], count: number, from: number): Product[] {
  return Array.from({ length: count }, (_, i) => catalogue[(from + i * 71) % catalogue.length] as Product);
}

/** The product of each kind that the row for the shopper may show. Every page load requests all of their pictures. */
function oneOfEachKind(catalogue: readonly Product[]): Product[] {
  const kinds = [...STYLES.keys()].map((style) => catalogue.filter((product) => product.style === style));
  const products = kinds.map((ofKind, i) => ofKind[i % ofKind.length] as Product);
  // The first ones are shown without Aisle: from across the shop.
  return products.map((_, i) => products[(7 + i * 17) % products.length] as Product);
}

const rows = (catalogue: readonly Product[]) => [
  row({
    kind: 'for-you',
    list: 'home-recommended',
    heading: 'Recommended for you',
    ownHeading: 'You may also like',
    note: '<p class="note for-you">Chosen on this device, based on what you viewed here. <a href="/privacy.html">What this shop remembers</a></p>',
    products: oneOfEachKind(catalogue),
  }),
  // Its products depend on the shopper. It has no pictures, because requests for them would reveal what was viewed.
  row({
    kind: 'carry-on',
    list: 'home-carry-on',
    heading: 'Carry on looking',
    template: TEXT_TEMPLATE,
    className: 'only-filled',
  }),
  row({
    kind: 'trending',
    list: 'home-trending',
    heading: 'Popular now',
    ownHeading: 'More from this shop',
    products: selection(catalogue, 6, 40),
  }),
];

export function homePage(catalogue: readonly Product[]): Page {
  const hero = ['sku-0246', 'sku-0373', 'sku-0483'].map(
    (id) => catalogue.find((product) => product.item_id === id) as Product,
  );
  const tiles = DEPARTMENTS.map(({ category, blurb }, i) => {
    const shown = catalogue[i * 60 + ((i * 17) % 60)] as Product;
    return `<li><a class="tile" href="/category/${slug(category)}.html"><img src="${shown.image}" alt="" width="400" height="400"><span class="tile-name">${category}</span><span class="tile-blurb">${escapeHtml(blurb)}</span></a></li>`;
  }).join('\n');
  return {
    title: 'Good things for home, body and road',
    description: 'Knitwear, camping gear, coffee makers, lamps and more, from small brands.',
    page: 'home',
    main: `<section class="hero"><div><h1>Good things, made to be used.</h1><p>Knitwear for cold mornings, coffee for after, a lamp for the long evening. ${catalogue.length} products from brands that mend what they make.</p><p><a class="button button-primary" href="/category/knitwear.html">Shop knitwear</a> <a class="button" href="/category/camping.html">Shop camping</a></p></div><div class="hero-pictures">${hero.map((product) => `<a href="/product/${product.item_id}.html"><img src="${product.image}" alt="${escapeHtml(product.item_name)}" width="400" height="400"></a>`).join('')}</div></section>
${offerPlace({ placement: 'home' })}
<section aria-labelledby="categories"><h2 id="categories">Shop by category</h2><ul class="tiles">${tiles}</ul></section>
<section aria-labelledby="picks"><h2 id="picks">From across the shop</h2>${cardList('home-picks', selection(catalogue, 10, 9))}</section>
${rows(catalogue).join('\n')}`,
  };
}
