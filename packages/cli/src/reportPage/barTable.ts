import { type Html, html } from './html.js';

interface Bar {
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly label: string;
  readonly note?: string | undefined;
  /** A line over the end of the bar, such as its 95 % interval. */
  readonly interval?: readonly [number, number];
  readonly isModel?: boolean;
}

const HEIGHT = 18;
const percentOf = (share: number) => `${(100 * share).toFixed(2)}%`;

/** Horizontal bars in a table: their lengths are shares of the widest possible bar, `full`, above 0. */
export function barTable(
  caption: string,
  columns: readonly [string, string],
  bars: readonly Bar[],
  full: number,
): Html {
  return html`<table class="bars">
<caption>${caption}</caption>
<thead><tr><th scope="col">${columns[0]}</th><th scope="col">${columns[1]}</th><td></td></tr></thead>
<tbody>${bars.map(({ name, share, label, note, interval, isModel = false }) => {
    const [from, to] = interval ?? [0, 0];
    return html`<tr><th scope="row">${name}</th><td>${label}${note === undefined ? undefined : html` <small>${note}</small>`}</td>
<td aria-hidden="true"><svg width="100%" height="${HEIGHT}">
<rect class="${isModel ? 'model' : 'baseline'}" width="${percentOf(share / full)}" height="${HEIGHT}" rx="2"/>
${
  interval
    ? html`<line class="whisker" x1="${percentOf(from / full)}" x2="${percentOf(to / full)}" y1="${HEIGHT / 2}" y2="${HEIGHT / 2}"/>`
    : undefined
}</svg></td></tr>
`;
  })}</tbody></table>`;
}
