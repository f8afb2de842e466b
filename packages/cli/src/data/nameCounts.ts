/** A file with more names has something else in the column. */
const MAX_NAMES = 1000;
const MAX_NAME_LENGTH = 60;

/** Adds one to the count of a name from a file. Long names are cut, and names beyond the first thousand count as `…`. */
export function countName(counts: Map<string, number>, name: string): void {
  const shown = name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name;
  const key = counts.size < MAX_NAMES || counts.has(shown) ? shown : '…';
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The most frequent names with their counts, such as `page_view 1,204, scroll 17 and 3 more`. */
export function listCounts(counts: ReadonlyMap<string, number>, shown = 5): string {
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const text = sorted.slice(0, shown).map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`);
  return text.join(', ') + (sorted.length > shown ? ` and ${sorted.length - shown} more` : '');
}
