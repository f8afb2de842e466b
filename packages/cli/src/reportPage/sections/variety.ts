import { barTable } from '../barTable.js';
import { type Html, html } from '../html.js';
import { percent, whole } from '../numbers.js';
import type { PageReport } from '../pageReport.js';
import { scorersOf } from '../scorers.js';

/** How much of the catalogue the lists show. */
export function variety(report: PageReport): Html | undefined {
  const { evaluation } = report;
  if (!evaluation) return undefined;
  const { diversity, itemCount } = evaluation;
  const { coverage } = diversity.model;
  const shown = `${whole(Math.round(coverage * itemCount))} of ${whole(itemCount)} items (${percent(coverage)})`;
  return html`<section aria-labelledby="variety">
<h2 id="variety">How much of your catalogue is shown</h2>
<p>In the lists of all test shoppers, Aisle shows ${shown}. A list of best sellers shows nearly the same items to everybody.</p>
${barTable(
  'Share of the catalogue that is in any list',
  ['List', 'Catalogue'],
  scorersOf(report).map(([scorer, name]) => ({
    name,
    share: diversity[scorer].coverage,
    label: percent(diversity[scorer].coverage),
    note: `concentration ${diversity[scorer].gini.toFixed(2)}`,
    isModel: scorer === 'model',
  })),
  1,
)}
<p class="muted">Concentration, the Gini coefficient, is 0 if all items are shown equally often, and near 1 if a few items fill all lists.</p>
</section>`;
}
