import { barTable } from '../barTable.js';
import { type Html, html } from '../html.js';
import { countOf, rangeOf, whole } from '../numbers.js';
import type { PageReport } from '../pageReport.js';
import { scorersOf } from '../scorers.js';
import { wordingOf } from '../wording.js';

/** The lists beside each other, and beside chance. */
export function comparison(report: PageReport): Html | undefined {
  const { evaluation } = report;
  if (!evaluation) return undefined;
  const { metrics, intervals, itemCount } = evaluation;
  const { base, thing, countsShoppers } = wordingOf(evaluation);
  const count = (share: number) => countOf(share, base);
  const bars = scorersOf(report).map(([scorer, name]) => ({
    name,
    share: metrics[scorer]['hr@10'],
    label: count(metrics[scorer]['hr@10']),
    note: `(${rangeOf(intervals[scorer], base)})`,
    interval: intervals[scorer],
    isModel: scorer === 'model',
  }));
  const chance = Math.min(1, 10 / Math.max(1, itemCount));
  const all = [...bars, { name: 'Ten items at random', share: chance, label: count(chance) }];
  const full = Math.max(...bars.map(({ interval }) => interval[1])) || 1;
  return html`<section aria-labelledby="comparison">
<h2 id="comparison">Compared with simpler lists</h2>
<p>The tested ${thing}s were kept from the training. Each list named ten items of all ${whole(itemCount)}. A list scores if the ${thing} is among them.</p>
${barTable(`Found ${thing}s`, ['List', `Of ${whole(base)} ${countsShoppers ? 'shoppers' : `${thing}s`}`], all, full)}
<p class="muted">The range after each number, and the line on each bar, is the 95 % interval.</p>
</section>`;
}
