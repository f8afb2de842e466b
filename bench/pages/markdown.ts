import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../project.js';
import type { RunInfo, Spread } from '../results.js';

export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');

export const verdict = (met: boolean) => (met ? 'met' : '**missed**');
/** `12,000`; a dash for a figure that was not measured. */
export const count = (value: number | undefined) => (value === undefined ? '–' : value.toLocaleString('en'));
export const percent = (share: number) => `${(100 * share).toPrecision(2)} %`;
/** Median and 95th percentile. */
export const spreadText = (spread: Spread | undefined) => (spread ? `${spread.p50} / ${spread.p95}` : '–');

/** Summary of a table of goals, whose first column has the names and whose last column has the verdicts. */
export function goalSummary(rows: readonly (readonly string[])[]): string {
  const missed = rows.filter((row) => row.at(-1) !== verdict(true));
  const met = `${rows.length - missed.length} of ${rows.length} goals are met.`;
  return missed.length > 0 ? `${met} Missed: ${[...new Set(missed.map(([name]) => name))].join('; ')}.` : met;
}

/** Hand-written text of a page: the sections of `bench/NAME/notes.md` by heading, without the headings. */
export function readNotes(name: string): (heading: string) => string {
  const text = readFileSync(path.join(root, 'bench', name, 'notes.md'), 'utf8');
  return (heading) => {
    const found = sectionOf(text, heading);
    if (found === undefined) throw new Error(`bench/${name}/notes.md has no section "## ${heading}".`);
    return found;
  };
}

/** The text below `## HEADING`, up to the next heading of that level; undefined if it is empty or missing. */
export function sectionOf(text: string, heading: string): string | undefined {
  const section = text.split(/^## /m).find((part) => part.split('\n', 1)[0]!.trim() === heading);
  return section?.split('\n').slice(1).join('\n').trim() || undefined;
}

interface PageStart {
  readonly title: string;
  readonly question: string;
  readonly verdict: string;
}

/** A page begins with what was asked and with the answer. */
export const pageStart = ({ title, question, verdict: answer }: PageStart) => [
  `# ${title}`,
  `**Question.** ${question}`,
  `**Verdict.** ${answer}`,
];

const OPTIONAL = ['browser', 'adapter', 'rivals'] as const;

/** When, where and with which command each suite was run. */
export function runsSection(
  runs: Readonly<Record<string, RunInfo & { readonly rivals?: Readonly<Record<string, string>> }>>,
): string[] {
  const columns = OPTIONAL.filter((column) => Object.values(runs).some((run) => run[column] !== undefined));
  const cell = (value: string | Readonly<Record<string, string>> | undefined) =>
    typeof value === 'object' ? Object.values(value).join(', ') : (value ?? '–');
  return [
    '## Runs',
    table(
      ['suite', 'date', 'command', 'machine', ...columns],
      Object.entries(runs).map(([suite, run]) => [
        suite,
        run.date,
        `\`${run.command}\``,
        run.machine,
        ...columns.map((column) => cell(run[column])),
      ]),
    ),
  ];
}
