import type { DataSummary } from '../data/index.js';
import { barPlot } from './barPlot.js';

const WIDTH = 100;
const NAME_WIDTH = 12;
const number = (value: number) => value.toLocaleString('en-US');
const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
const counts = (values: Readonly<Record<string, number>>) =>
  Object.entries(values)
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${number(count)}`)
    .join(', ');

/** Breaks a text at spaces. All lines but the first begin with `indent` spaces. */
function wrapped(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.trim().split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && indent + line.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

const row = (name: string, text: string) => `  ${name.padEnd(NAME_WIDTH)}${wrapped(text, NAME_WIDTH + 2)}`;

/** What was read, as an aligned table: the first lines of a training. */
export function dataTable(data: DataSummary): string {
  const { unknownEvents, omitted, fieldProblems, catalogue } = data;
  const [unknown, byRule] = [unknownEvents, omitted].map((values) =>
    Object.values(values).reduce((sum, count) => sum + count, 0),
  ) as [number, number];
  const notUsed = [
    ...(data.malformed > 0 ? [`${number(data.malformed)} malformed rows`] : []),
    ...(byRule > 0 ? [`${number(byRule)} by rule (${counts(omitted)})`] : []),
    ...(unknown > 0 ? [`${number(unknown)} of unknown events (${counts(unknownEvents)})`] : []),
    ...(data.ignored > 0 ? [`${number(data.ignored)} without a product`] : []),
  ];
  return [
    `${data.file} (${data.format}): ${number(data.rows)} ${data.rows === 1 ? 'row' : 'rows'}`,
    row('events', `${number(data.events)}: ${counts(data.eventsByType)}`),
    row(
      'shoppers',
      `${number(data.shoppers)}${data.repeatShoppers === null ? '' : `, ${number(data.repeatShoppers)} of them came at two times or more`}`,
    ),
    row('products', `${number(data.items)} with events, ${number(data.itemsWithTenEvents)} with ten or more`),
    ...(data.firstDay === null ? [] : [row('time', `${data.firstDay} to ${data.lastDay}`)]),
    ...(catalogue
      ? [row('catalogue', `${number(catalogue.items)} products, ${percent(catalogue.covered)} of those with events`)]
      : []),
    ...(notUsed.length > 0 ? [row('excluded', notUsed.join(', '))] : []),
    ...(Object.keys(fieldProblems).length > 0
      ? [row('bad fields', `${counts(fieldProblems)} (these rows count)`)]
      : []),
  ].join('\n');
}

/** What the data are worth, in plain sentences. */
export function dataVerdictText({ verdict }: DataSummary): string {
  return [
    'Verdict',
    `  ${wrapped(verdict.sentences.join(' '), 2)}`,
    ...(verdict.help.length > 0 ? ['What would help', ...verdict.help.map((help) => `  - ${wrapped(help, 4)}`)] : []),
  ].join('\n');
}

/** The whole page of `aisle check`. */
export function dataPage(data: DataSummary, splitText: string): string {
  const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
  const periods = barPlot(data.eventsByPeriod);
  return [
    dataTable(data),
    '',
    ...(periods.length > 1 ? ['Events by time', ...indented(periods), ''] : []),
    'Shoppers by number of events',
    ...indented(barPlot(data.shoppersByEvents)),
    '',
    'What each part of the model can learn',
    ...data.parts.map(({ part, amount, found }) => {
      const start = `  ${part.padEnd(NAME_WIDTH + 1)}${amount.padEnd(9)}`;
      return start + wrapped(found, start.length);
    }),
    '',
    'Measuring',
    `  ${wrapped(splitText, 2)}`,
    '',
    dataVerdictText(data),
  ].join('\n');
}
