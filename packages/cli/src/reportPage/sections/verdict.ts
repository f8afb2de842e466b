import { type Html, html } from '../html.js';
import type { PageReport } from '../pageReport.js';
import { type Verdict, verdictOf } from '../verdict.js';
import { withOptions } from '../withOptions.js';

const LABELS: Readonly<Record<Verdict['level'], readonly [sign: string, label: string]>> = {
  good: ['✓', 'Good'],
  poor: ['!', 'Poor'],
  broken: ['✕', 'Broken'],
  unmeasured: ['?', 'Not measured'],
};

/** The judgement in plain sentences, and what to do. */
export function verdict(report: PageReport): Html {
  const { level, headline, details, reason, advice } = verdictOf(report);
  const [sign, label] = LABELS[level];
  return html`<section class="verdict ${level}" aria-labelledby="verdict">
<h2 id="verdict"><span class="sign" aria-hidden="true">${sign}</span> <span class="unseen">Verdict: </span>${label}</h2>
<p class="headline">${headline}</p>
<p>${withOptions(reason)}</p>
${details.map((sentence) => html`<p class="muted">${sentence}</p>`)}
<h3>What to do</h3>
<ul>${advice.map((step) => html`<li>${withOptions(step)}</li>`)}</ul>
</section>`;
}
