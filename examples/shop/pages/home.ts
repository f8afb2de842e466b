import type { Product } from '../simulator/catalogue.js';
import { DEPARTMENTS } from '../simulator/departments.js';
import { cardList, cards, SLOT_TEMPLATE } from './card.js';
import type { Page } from './layout.js';
import { escapeHtml, slug } from './markup.js';

/** Every 71st product, so that the selection has several categories and brands. */
function selection(catalogue: readonly Product[], count: number, from: number): Product[] {
  return Array.from({ length: count }, (_, i) => catalogue[(from + i * 71) % catalogue.length] as Product);
}

const RECOMMENDED_COUNT = 8;

/** Products in the slot of the server. Every page loads their pictures, so the slot can choose among them. */
const POPULAR_COUNT = 16;

/** At the end of the page, below the screen, so that it causes no layout shift. Without a prediction, it shows the popular products. */
const recommended = (catalogue: readonly Product[]) =>
  `<aisle-slot data-aisle-list="home-recommended" catalogue="/assets/products.json" k="${RECOMMENDED_COUNT}" role="region" aria-labelledby="recommended"><h2 id="recommended"><span class="for-all">Popular in this shop</span><span class="for-you">Recommended for you</span></h2><p class="note for-you">Chosen on this device, based on what you viewed here. <a href="/privacy.html">What this shop remembers</a></p><ul class="grid row">${SLOT_TEMPLATE}${cards(selection(catalogue, POPULAR_COUNT, 40))}</ul></aisle-slot>`;

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
<section aria-labelledby="categories"><h2 id="categories">Shop by category</h2><ul class="tiles">${tiles}</ul></section>
<section aria-labelledby="picks"><h2 id="picks">From across the shop</h2>${cardList('home-picks', selection(catalogue, 10, 9))}</section>
${recommended(catalogue)}`,
  };
}
