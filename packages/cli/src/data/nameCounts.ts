/** A file with more names has something else in the column. */
const MAX_NAMES = 100;
/** Other texts may be anything that a wrong column holds, such as an address or a telephone number. */
const NAME = /^(?:\$?\p{L}[\p{L}\p{N} _.:/-]{0,59}|\d{1,3})$/u;
const OTHER = 'other';

/** Adds one to the count of a name from a file. Other texts, and names beyond the first hundred, count as `other`. */
export function countName(counts: Map<string, number>, name: string): void {
  const isCounted = NAME.test(name) && (counts.size < MAX_NAMES || counts.has(name));
  const key = isCounted ? name : OTHER;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** A person's name in a wrong column is rare. The report, which others read, has only names of as many rows. */
const MIN_ROWS = 10;

/** The counts without rare names, which count as `other`. */
export function frequentNames(counts: ReadonlyMap<string, number>): Map<string, number> {
  const frequent = new Map([...counts].filter(([name, count]) => name === OTHER || count >= MIN_ROWS));
  const rare = [...counts].reduce((sum, [name, count]) => sum + (frequent.has(name) ? 0 : count), 0);
  if (rare > 0) frequent.set(OTHER, (frequent.get(OTHER) ?? 0) + rare);
  return frequent;
}

/** The most frequent names with their counts, such as `page_view 1,204, scroll 17 and 3 more`. */
export function listCounts(counts: ReadonlyMap<string, number>, shown = 5): string {
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const text = sorted.slice(0, shown).map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`);
  return text.join(', ') + (sorted.length > shown ? ` and ${sorted.length - shown} more` : '');
}
