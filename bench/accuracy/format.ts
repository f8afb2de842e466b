import type { Metric } from './metric.js';
import type { Scorer } from './results.js';

export const SCORER_TITLES: Readonly<Record<Scorer, string>> = {
  model: 'Aisle',
  networkOnly: 'network alone',
  transitionsOnly: 'transitions alone',
  transitionTable: 'transition table',
  popularity: 'popularity',
};

/** `NDCG@10` */
export const titleOf = (metric: string) => metric.toUpperCase();

/** As the literature prints them: `.0630` for the shopping sets, `55.00` (percent) for the sessions. */
export function formatFigure(metric: Metric, value: number): string {
  return metric === 'p@20' || metric === 'mrr@20'
    ? (100 * value).toFixed(2)
    : value.toFixed(4).replace(/^(-?)0\./, '$1.');
}

/** A difference, never shown as nothing: `.0012`, or `less than .0001`. */
export function formatGap(metric: Metric, gap: number): string {
  const shown = formatFigure(metric, gap);
  return Number(shown) === 0 && gap > 0 ? `less than ${formatFigure(metric, 1e-4)}` : shown;
}

export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');
