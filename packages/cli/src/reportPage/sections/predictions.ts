import { dataTable, foldedTable } from '../dataTable.js';
import { type Html, html } from '../html.js';
import { linePlot } from '../linePlot.js';
import { percent, whole } from '../numbers.js';
import type { PageHead, PageReport } from '../pageReport.js';

/** What each head predicts, in the reader's words. */
const WORDS: Readonly<Record<string, string>> = {
  'purchase-in-session': 'A purchase later in the visit',
  'cart-completion': 'A purchase of what is in the cart, in the visit',
  'order-within-7': 'An order within 7 days',
  'order-within-30': 'An order within 30 days',
  'order-within-90': 'An order within 90 days',
  'return-of-goods': 'A return of goods',
};

const MODELS: Readonly<Record<string, string>> = {
  head: 'head',
  bgnbd: 'BG/NBD',
  paretonbd: 'Pareto/NBD',
  hazard: 'hazard',
};

type MeasuredHead = Extract<PageHead, { readonly figures: unknown }>;
const isMeasured = (head: PageHead): head is MeasuredHead => 'figures' in head;
const decimals = (value: number) => value.toFixed(3);
const interval = ([low, high]: readonly [number, number]) => `${decimals(low)} to ${decimals(high)}`;

/** How well the heads over the session predict orders. */
export function predictions({ heads }: PageReport): Html | undefined {
  if (!heads) return undefined;
  const measured = heads.filter(isMeasured);
  const dropped = heads.flatMap((head) => ('dropped' in head ? [head] : []));
  return html`<section aria-labelledby="predictions">
<h2 id="predictions">Can it tell who will buy?</h2>
<p>These predictions were learned from earlier visits and measured on later ones. The AUC is the share of pairs, of someone who bought and someone who did not, that the prediction orders rightly: 0.5 is chance.</p>
${
  measured.length > 0
    ? dataTable(
        'Predictions on later visits',
        ['Prediction', 'AUC (95 %)', 'known on arrival alone', 'Brier (95 %)', 'ECE (95 %)', 'Questions'],
        measured.map(({ target, figures, intervals, arrival, questions }) => [
          WORDS[target] ?? target,
          `${decimals(figures.auc)} (${interval(intervals.auc)})`,
          decimals(arrival.auc),
          `${decimals(figures.brier)} (${interval(intervals.brier)})`,
          `${decimals(figures.ece)} (${interval(intervals.ece)})`,
          whole(questions),
        ]),
      )
    : undefined
}
${timingTable(measured)}
<div class="plots">${measured.map(calibrationPlot)}</div>
${dropped.map(({ target, dropped: why }) => html`<p>${WORDS[target] ?? target}: not predicted. ${why}</p>`)}
</section>`;
}

/** Which model answers for shoppers with an order, beside the others. */
function timingTable(heads: readonly MeasuredHead[]): Html | undefined {
  const rows = heads.flatMap(({ target, timing }) =>
    (timing?.candidates ?? []).map(({ model, validation, test }) => [
      WORDS[target] ?? target,
      MODELS[model] ?? model,
      validation.toFixed(4),
      test.toFixed(4),
      model === timing?.chosen ? 'answers' : '',
    ]),
  );
  if (rows.length === 0) return undefined;
  return dataTable(
    'Shoppers with an order: log loss of each model. The visits before the test choose.',
    ['Prediction', 'Model', 'before the test', 'in the test', ''],
    rows,
  );
}

function calibrationPlot({ target, bins }: MeasuredHead): Html {
  const title = WORDS[target] ?? target;
  const ends = Math.max(...bins.flatMap(({ probability, frequency }) => [probability, frequency])) || 1;
  const axis = {
    domain: [0, ends] as const,
    format: (value: number) => `${Number((100 * value).toPrecision(3))} %`,
  };
  return html`<div><h3>${title}</h3>
${linePlot({
  id: `predictions-${target}`,
  title,
  description: `The share that came true by the predicted probability, in ${bins.length} groups. The dashed line is where both are equal.`,
  x: { label: 'predicted', ...axis },
  y: { label: 'came true', ...axis },
  lines: [
    {
      className: 'reference',
      points: [
        [0, 0],
        [ends, ends],
      ],
    },
    { className: 'model', points: bins.map(({ probability, frequency }) => [probability, frequency] as const) },
  ],
})}
${foldedTable(
  title,
  ['Predicted', 'Came true', 'Questions'],
  bins.map(({ probability, frequency, predictions }) => [percent(probability), percent(frequency), whole(predictions)]),
)}</div>`;
}
