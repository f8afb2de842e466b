import { type ColumnMapping, EVENT_COLUMNS, type ExportFormat } from './exportFormat.js';

/** What each column of an event is read from, for people. */
export function describeMapping(
  { items, eventTypes }: ExportFormat,
  mapping: ColumnMapping,
): Readonly<Record<string, string>> {
  const ofItem = (name: string) => (items ? `${items.name}[].${name}` : name);
  return Object.fromEntries(
    EVENT_COLUMNS.flatMap((column) => {
      const names = mapping[column];
      if (column === 'event' && typeof eventTypes === 'string') return [[column, `${eventTypes}, all rows`]];
      if (!names) return [];
      const shown = column === 'item_id' || column === 'index' ? names.map(ofItem) : names;
      return [[column, shown.join(', else ') + (column === 'user_id' ? ' (hashed)' : '')]];
    }),
  );
}
