import type { Product } from '../simulator/catalogue.js';
import { type Department, stylesOf } from '../simulator/departments.js';
import { cardList } from './card.js';
import type { Page } from './layout.js';
import { escapeHtml, slug } from './markup.js';

/** A category page. The shop's order alternates the styles, so that the first screen shows all of them. */
export function categoryPage(department: Department, catalogue: readonly Product[]): Page {
  const products = catalogue.filter((product) => product.item_category === department.category);
  const perStyle = stylesOf(department).map(({ style }) => products.filter((product) => product.style === style));
  const inTurn = (perStyle[0] ?? []).flatMap((_, n) => perStyle.map((ofStyle) => ofStyle[n] as Product));
  const filters = stylesOf(department)
    .map(
      ({ style, noun }) =>
        `<button type="button" class="chip" data-filter="${style}" aria-pressed="false">${escapeHtml(noun)}</button>`,
    )
    .join('');
  return {
    title: department.category,
    description: department.blurb,
    category: department.category,
    page: 'category',
    main: `<nav class="crumbs" aria-label="Breadcrumb"><a href="/index.html">Home</a> <span aria-hidden="true">/</span> <span aria-current="page">${department.category}</span></nav>
<div class="shelf-head"><h1>${department.category}</h1><p>${escapeHtml(department.blurb)}</p></div>
<div class="tools"><div class="chips" role="group" aria-label="Kind"><button type="button" class="chip" data-filter="" aria-pressed="true">All</button>${filters}</div>
<p class="sort"><label for="sort">Sort by</label> <select id="sort"><option value="">Recommended</option><option value="up">Price, low to high</option><option value="down">Price, high to low</option></select></p></div>
<p class="note" data-shown role="status">${inTurn.length} products</p>
${cardList(`category-${slug(department.category)}`, inTurn)}
<details class="strip"><summary>For developers: who ordered this list?</summary><p data-strip>The shop's order. Aisle is not on this page.</p></details>`,
  };
}
