import { type Html, html } from '../html.js';
import { whole } from '../numbers.js';
import type { PageReport } from '../pageReport.js';
import { withOptions } from '../withOptions.js';

/** How the release was made, and how to make it again. */
export function settings({ settings: given, ...report }: PageReport): Html {
  const { releaseId, createdAt, releaseBytesGzip, trainMinutes, command, dataset } = report;
  const config = given?.config;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Release', releaseId],
    ['Made at', createdAt],
    ['Data and test', dataset],
    ['Download of a shopper, compressed', releaseBytesGzip && `${(releaseBytesGzip / 1e6).toFixed(2)} MB`],
    ['Time of training', trainMinutes === undefined ? undefined : `${trainMinutes.toFixed(1)} minutes`],
    ['Predicts', config?.heads.map(({ target }) => target).join(', ')],
    ['Items', config && whole(config.itemCount)],
    [
      'Network',
      config && `width ${config.width}, ${config.layerCount} layers, window of ${config.windowLength} events`,
    ],
    ['Lists exclude items that the shopper has seen', given && (given.maskHistory ? 'yes' : 'no')],
    ['Epochs, at most', given && String(given.epochs)],
    ['Seed', given && String(given.seed)],
  ].map(([name, value]) => [name as string, value === '' ? undefined : (value as string | undefined)]);
  return html`<section aria-labelledby="settings">
<h2 id="settings">Settings</h2>
<dl>${facts.map(([name, value]) => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : html``))}</dl>
${
  command === undefined
    ? undefined
    : html`<h3>Make it again</h3>
<p>With the same files and the same version of Aisle, this command gives the same figures:</p>
<pre tabindex="0">${withOptions(command)}</pre>`
}
</section>`;
}
