import { type Html, html } from './html.js';

export type Cell = string | number | Html;

/** A table with a caption. The first cell of each row is its heading. Columns after the first are numbers. */
export function dataTable(caption: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([heading, ...cells]) =>
      html`<tr><th scope="row">${heading}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}

/** The same, closed until the reader opens it: the numbers of a plot. */
export function foldedTable(...table: Parameters<typeof dataTable>): Html {
  return html`<details><summary>${table[0]}, as a table</summary>${dataTable(...table)}</details>`;
}
