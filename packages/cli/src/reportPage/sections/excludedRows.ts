import { dataTable } from '../dataTable.js';
import { type Html, html } from '../html.js';
import { percent, whole } from '../numbers.js';
import type { PageReport } from '../pageReport.js';

/** What is not the name of an event may be anything that a wrong column holds, such as an address. */
const EVENT_NAME = /^[a-z][a-z _.-]{0,39}$/i;
const MAX_NAMES = 8;

/** Counts by name, the most frequent first. Names that are not shown are added up as `other`. */
function listed(counts: Readonly<Record<string, number>>, isShown: (name: string) => boolean): [string, number][] {
  const sorted = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  const shown = sorted.filter(([name]) => isShown(name)).slice(0, MAX_NAMES);
  const names = new Set(shown.map(([name]) => name));
  const rest = sorted.reduce((sum, [name, count]) => (names.has(name) ? sum : sum + count), 0);
  return rest === 0 ? shown : [...shown, ['other', rest]];
}

/** What the data is worth, what its reader excluded, and why. */
export function excludedRows({ data }: PageReport): Html | undefined {
  if (!data) return undefined;
  const { rows, malformed, ignored = 0, omitted = {}, unknownEvents = {}, fieldProblems = {}, verdict, mapping } = data;
  const { events, shoppers, items, itemsWithTenEvents, firstDay, lastDay } = data;
  const always = () => true;
  const reasons: readonly (readonly [reason: string, count: number])[] = [
    ['malformed', malformed],
    ['not an event of an item, such as a search', ignored],
    ...listed(omitted, always).map(([name, count]) => [`excluded by rule: ${name}`, count] as const),
    ...listed(unknownEvents, (name) => EVENT_NAME.test(name)).map(
      ([name, count]) => [`unknown event: ${name}`, count] as const,
    ),
  ];
  const skipped = reasons.filter(([, count]) => count > 0);
  const total = skipped.reduce((sum, [, count]) => sum + count, 0);
  const shareOf = (count: number) => percent(count / Math.max(1, rows));
  const fields = listed(fieldProblems, always);
  const time = firstDay === null ? '' : `, from ${firstDay} to ${lastDay}`;
  return html`<section aria-labelledby="excluded">
<h2 id="excluded">The data, and what was excluded</h2>
<p>The log has ${whole(events)} events of ${whole(shoppers)} shoppers${time}. Of ${whole(items)} items with events, ${whole(itemsWithTenEvents)} have ten or more.</p>
${verdict.sentences.map((sentence) => html`<p>${sentence}</p>`)}
<p>${
    total === 0
      ? `All ${whole(rows)} rows of the log were used.`
      : `Of ${whole(rows)} rows of the log, ${whole(total)} were excluded (${shareOf(total)}).`
  }</p>
${
  skipped.length === 0
    ? undefined
    : dataTable(
        'Rows that were excluded',
        ['Reason', 'Rows', 'Share'],
        skipped.map(([reason, count]) => [reason, whole(count), shareOf(count)]),
      )
}
${
  fields.length === 0
    ? undefined
    : html`<p>Some rows were used without one of their fields, because its value could not be read.</p>
${dataTable(
  'Fields that were excluded',
  ['Field', 'Rows', 'Share'],
  fields.map(([field, count]) => [field, whole(count), shareOf(count)]),
)}`
}
${
  mapping
    ? dataTable(
        'Columns that were read',
        ['Field', `Column of ${data.format ?? 'the export'}`],
        Object.entries(mapping),
      )
    : undefined
}
</section>`;
}
