import { foldedTable } from '../dataTable.js';
import { type Html, html } from '../html.js';
import { linePlot } from '../linePlot.js';
import type { PageReport } from '../pageReport.js';
import { withOptions } from '../withOptions.js';

/** How the model improved from epoch to epoch. */
export function learning({ epochs = [], bestEpoch, settings }: PageReport): Html | undefined {
  if (epochs.length < 2) return undefined;
  const validated = epochs.every(({ validationNdcg }) => validationNdcg !== null);
  const values = epochs.map(({ loss, validationNdcg }) => validationNdcg ?? loss);
  const reached = epochs.at(-1)!.epoch;
  const stillImproving = validated && bestEpoch === reached && reached === settings?.epochs;
  const sentence = !validated
    ? 'There were no examples to choose the best epoch by, so the last one counts. The curve shows the loss: lower is better.'
    : stillImproving
      ? `The model was still improving in epoch ${reached}, the last one. More epochs may help: --epochs ${2 * reached}.`
      : `The model stopped improving after epoch ${bestEpoch} of ${reached}. More epochs would not help.`;
  const quality = validated ? 'NDCG@10' : 'loss';
  const highest = Math.max(...values);
  const lowest = validated ? 0 : Math.min(...values);
  const digits = highest < 0.1 ? 3 : 2;
  return html`<section aria-labelledby="learning">
<h2 id="learning">How it learned</h2>
<p>${withOptions(sentence)}</p>
${linePlot({
  id: 'learning-plot',
  title: 'Learning curve',
  description: `${quality} of the validation part by epoch: from ${values[0]!.toFixed(3)} in the first epoch to ${values.at(-1)!.toFixed(3)} in the last.`,
  x: { label: 'epoch', domain: [epochs[0]!.epoch, reached], format: String, step: 1 },
  y: {
    label: quality,
    domain: [lowest, highest],
    format: (value) => value.toFixed(digits),
  },
  lines: [{ className: 'model', points: epochs.map(({ epoch }, i) => [epoch, values[i]!] as const) }],
})}
${foldedTable(
  'Learning curve',
  ['Epoch', 'Loss', 'NDCG@10'],
  epochs.map(({ epoch, loss, validationNdcg }) => [epoch, loss.toFixed(3), validationNdcg?.toFixed(4) ?? '–']),
)}
</section>`;
}
