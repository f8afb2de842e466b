import { EVENT_FORMATS } from './formatTable.js';
import { OMIT_REASONS, type OmitReason } from './omitReasons.js';
import type { ReadEventLog } from './readEventLog.js';

/** The lines about a file that say how an export was read, and what was excluded. Empty if there is nothing to say. */
export function describeImport(file: string, { format, mapping, omitted }: Omit<ReadEventLog, 'log'>): string[] {
  const lines = mapping
    ? [
        `${file} is read as ${format}: ${EVENT_FORMATS[format].description}`,
        ...Object.entries(mapping).map(([column, source]) => `  ${column.padEnd(13)}${source}`),
      ]
    : [];
  if (omitted.size === 0) return lines;
  const counts = [...omitted].map(([reason, count]) => [reason, count.toLocaleString('en-US')] as const);
  const width = Math.max(...counts.map(([, count]) => count.length));
  return [
    ...lines,
    'Excluded by rule:',
    ...counts.map(
      ([reason, count]) => `  ${reason.padEnd(13)}${count.padStart(width)}  ${OMIT_REASONS[reason as OmitReason]}`,
    ),
  ];
}
