import { table } from '../pages/markdown.js';

/** The rows that the example shop shows after a history, as names of products. */
export interface HistoryRows {
  readonly history: string;
  readonly expected: string;
  /** By heading of the row. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

const CONTEXT_ROWS = ['In the cart', 'After the order'];
const HOME_ROWS = ['Recommended, on the home page', 'Carry on looking'];
const WHOLE_SHOP = 'Recommended, of the whole shop';

/** The part of docs/benchmarks/lists.md that shows the rows of the example shop. */
export function historySection(histories: readonly HistoryRows[] | undefined): string[] {
  if (!histories) return [];
  const cell = (names: readonly string[] | undefined) => names?.join(', ') || '–';
  return [
    '## Twelve histories',
    'The rows that the example shop shows, with its model and the default options. `predict()` chooses from the whole shop. The row on the home page chooses from one product of each kind, so that its pictures reveal nothing.',
    table(
      ['history', 'a person expects', '`predict()`', 'in the cart, or after the order'],
      histories.map(({ history, expected, rows }) => [
        history,
        expected,
        cell(rows[WHOLE_SHOP]),
        cell(CONTEXT_ROWS.flatMap((heading) => rows[heading] ?? [])),
      ]),
    ),
    table(
      ['history', ...HOME_ROWS.map((heading) => heading.toLowerCase())],
      histories.map(({ history, rows }) => [history, ...HOME_ROWS.map((heading) => cell(rows[heading]))]),
    ),
    `"Popular now" is the same for everybody: ${cell(histories[0]?.rows['Popular now'])}.`,
  ];
}
