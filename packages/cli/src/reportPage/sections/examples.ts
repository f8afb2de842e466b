import { type Html, html } from '../html.js';
import { whole } from '../numbers.js';
import type { PageItem, PageReport } from '../pageReport.js';
import { actionOf } from '../scorers.js';

function named({ itemId, title, picture }: PageItem): Html {
  const text = title ?? itemId;
  return html`<span class="item">${picture === undefined ? undefined : html`<img src="${picture}" alt="" width="48" height="48">`}<span>${text}${
    title === undefined ? undefined : html` <small>${itemId}</small>`
  }</span></span>`;
}

/** What a new visitor is shown after one product page. */
export function examples(report: PageReport): Html | undefined {
  const { examples: rows = [] } = report;
  const action = actionOf(report);
  if (rows.length === 0) return undefined;
  return html`<section aria-labelledby="examples">
<h2 id="examples">Examples</h2>
<p>These rows are what a new visitor sees after one product page. They go from the most ${action} items to rarely ${action} ones. No shopper’s history was read for them.</p>
<div class="cards">${rows.map(
    ({ item, shoppers, row }) => html`<article class="card">
<h3><span class="muted">After viewing</span> ${named(item)}</h3>
<p class="muted">${action} by ${whole(shoppers)} shoppers</p>
<ol>${row.map((listed) => html`<li>${named(listed)}</li>`)}</ol>
</article>
`,
  )}</div>
</section>`;
}
