import { foldedTable } from '../dataTable.js';
import { type Html, html } from '../html.js';
import { linePlot } from '../linePlot.js';
import { percent, whole } from '../numbers.js';
import type { PageReport } from '../pageReport.js';

/** Whether the promised chances come true. */
export function calibration({ evaluation }: PageReport): Html | undefined {
  const bins = evaluation?.lists.calibration?.bins ?? [];
  const highest = bins.at(-1);
  if (!highest) return undefined;
  const ends = Math.max(...bins.flatMap(({ probability, frequency }) => [probability, frequency])) || 1;
  const axis = {
    domain: [0, ends] as const,
    format: (value: number) => `${Number((100 * value).toPrecision(3))} %`,
  };
  return html`<section aria-labelledby="calibration">
<h2 id="calibration">Does it promise what comes true?</h2>
<p>Aisle gives each item a chance. Among the ${whole(highest.predictions)} most certain predictions it said ${percent(highest.probability)} on average, and ${percent(highest.frequency)} came true. Points on the dashed line are exact. Points below it promise too much.</p>
${linePlot({
  id: 'calibration-plot',
  title: 'Calibration',
  description: `The share that came true by the predicted chance, in ${bins.length} groups of predictions. The dashed line is where both are equal.`,
  x: { label: 'predicted chance', ...axis },
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
  'Calibration',
  ['Predicted', 'Came true', 'Predictions'],
  bins.map(({ probability, frequency, predictions }) => [
    `${(100 * probability).toFixed(1)} %`,
    `${(100 * frequency).toFixed(1)} %`,
    whole(predictions),
  ]),
)}
</section>`;
}
