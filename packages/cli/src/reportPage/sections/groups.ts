import { dataTable } from '../dataTable.js';
import { type Html, html } from '../html.js';
import { countOf, whole } from '../numbers.js';
import type { PageEvaluation, PageReport } from '../pageReport.js';
import { scorersOf } from '../scorers.js';
import { type Wording, wordingOf } from '../wording.js';

type Bucket = PageEvaluation['byHistoryLength'][number];

/** A smaller group differs by chance alone. */
const MIN_EXAMPLES = 30;

const rangeOf = ({ from, to }: Bucket) =>
  to === undefined ? `${whole(from)} or more` : to === from ? whole(from) : `${whole(from)}–${whole(to)}`;

const isHelped = ({ values: { model, transitionTable, popularity } }: Bucket) =>
  model > Math.max(transitionTable, popularity);

/** Says in which groups a simple list does as well. */
function whereItDoesNotHelp(buckets: readonly Bucket[], describe: (range: string) => string): string {
  const large = buckets.filter(({ examples }) => examples >= MIN_EXAMPLES);
  if (large.length === 0) return 'Every group is too small to compare.';
  const unhelped = large.filter((bucket) => !isHelped(bucket));
  if (unhelped.length === 0) return 'Aisle is best in every group that is large enough to compare.';
  return `It does not help for ${unhelped.map((bucket) => describe(rangeOf(bucket))).join(' and for ')}: a simpler list finds as much or more.`;
}

function tableOf(
  caption: string,
  heading: string,
  buckets: readonly Bucket[],
  { base, thing }: Wording,
  scorers: ReturnType<typeof scorersOf>,
): Html {
  return dataTable(
    `Found of ${whole(base)}, by ${caption}`,
    [heading, `Test ${thing}s`, ...scorers.map(([, name]) => name)],
    buckets.map((bucket) => [
      rangeOf(bucket),
      bucket.examples < MIN_EXAMPLES ? html`${bucket.examples} <small>(too few)</small>` : whole(bucket.examples),
      ...scorers.map(([scorer]) => {
        if (bucket.examples < MIN_EXAMPLES) return '–';
        const cell = countOf(bucket.values[scorer], base);
        return scorer === 'model' && isHelped(bucket) ? html`<strong>${cell}</strong>` : cell;
      }),
    ]),
  );
}

/** Quality by popularity of the item and by length of the history: where it helps, and where it does not. */
export function groups(report: PageReport): Html | undefined {
  const { evaluation } = report;
  if (!evaluation) return undefined;
  const wording = wordingOf(evaluation);
  const scorers = scorersOf(report);
  const filled = (buckets: readonly Bucket[]) => buckets.filter(({ examples }) => examples > 0);
  const [byItem, byHistory] = [filled(evaluation.byItemPopularity), filled(evaluation.byHistoryLength)];
  return html`<section aria-labelledby="groups">
<h2 id="groups">Where it helps, and where it does not</h2>
<h3>By how well known the item is</h3>
<p>${whereItDoesNotHelp(byItem, (range) => `items with ${range} events in training`)}</p>
${tableOf('events of the item', 'Events of the item', byItem, wording, scorers)}
<h3>By how much is known of the shopper</h3>
<p>${whereItDoesNotHelp(byHistory, (range) => `shoppers with ${range} earlier events`)}</p>
${tableOf('earlier events of the shopper', 'Earlier events', byHistory, wording, scorers)}
</section>`;
}
