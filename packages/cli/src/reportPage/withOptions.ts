import { type Html, html } from './html.js';

/** A sentence or a command whose options, such as `--split`, are not broken at the end of a line. */
export const withOptions = (text: string): Html =>
  html`${text.split(/(--[a-z-]+)/).map((part, i) => (i % 2 === 0 ? html`${part}` : html`<code class="option">${part}</code>`))}`;
