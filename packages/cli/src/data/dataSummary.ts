import { type DataVerdict, dataVerdict } from '../check/dataVerdict.js';
import { type CatalogueCoverage, type LearnablePart, learnableParts } from '../check/learnableParts.js';
import { logCounts } from '../check/logCounts.js';
import type { ItemMetadata } from './itemMetadata.js';
import { frequentNames } from './nameCounts.js';
import type { ReadEventLog } from './readEventLog.js';

/** Everything that is counted about the input, as plain data. `aisle check --json` prints it, and report.json has it. */
export interface DataSummary {
  readonly file: string;
  /** A value of `--format`. */
  readonly format: string;
  /** For an export: what each column of an event was read from. Otherwise null. */
  readonly mapping: Readonly<Record<string, string>> | null;
  /** Rows and items that were excluded by rule, by the reason, such as `guest` or `refund`. */
  readonly omitted: Readonly<Record<string, number>>;
  /** Rows of the log, without header and blank lines. */
  readonly rows: number;
  readonly malformed: number;
  /** Well-formed rows that are not item events, such as searches. */
  readonly ignored: number;
  /** Rows that count without an optional field, by the field. */
  readonly fieldProblems: Readonly<Record<string, number>>;
  /** Rows that were skipped, by the unknown name of their event. */
  readonly unknownEvents: Readonly<Record<string, number>>;
  readonly events: number;
  readonly eventsByType: Readonly<Record<string, number>>;
  readonly shoppers: number;
  /** Shoppers with two visits or more; null without timestamps. */
  readonly repeatShoppers: number | null;
  /** Items with events that the model reads. */
  readonly items: number;
  readonly itemsWithTenEvents: number;
  /** UTC dates; null without timestamps. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  /** By month, `2026-03`, or by year for more than three years. Empty without timestamps. */
  readonly eventsByPeriod: Readonly<Record<string, number>>;
  /** By number of events, `2-4`. */
  readonly shoppersByEvents: Readonly<Record<string, number>>;
  /** Null without a catalogue file. */
  readonly catalogue: CatalogueCoverage | null;
  readonly parts: readonly LearnablePart[];
  readonly verdict: DataVerdict;
}

const MAX_MONTHS = 36;
/** First number of events of each group. */
const EVENT_GROUPS = [1, 2, 5, 10, 20, 50] as const;

const dayOf = (timestampMs: number | null) =>
  timestampMs === null ? null : new Date(timestampMs).toISOString().slice(0, 10);

/** @param file for the summary @param read with the log as it was read, before items of a release replace its own */
export function dataSummary(file: string, read: ReadEventLog): DataSummary {
  const { log, itemMetadata } = read;
  const counts = logCounts(log);
  const catalogue = itemMetadata && coverageOf(itemMetadata, read);
  const parts = learnableParts(counts, catalogue);
  return {
    file,
    format: read.format,
    mapping: read.mapping ?? null,
    omitted: Object.fromEntries(read.omitted),
    rows: read.rowCount,
    malformed: read.badRowCount,
    ignored: read.ignoredRowCount,
    fieldProblems: Object.fromEntries(read.fieldProblems),
    unknownEvents: Object.fromEntries(frequentNames(read.unknownEvents)),
    events: log.itemRows.length,
    eventsByType: counts.eventsByType,
    shoppers: log.userIds.length,
    repeatShoppers: log.timed ? counts.returningShoppers : null,
    items: counts.items,
    itemsWithTenEvents: counts.commonItems,
    firstDay: dayOf(counts.firstMs),
    lastDay: dayOf(counts.lastMs),
    eventsByPeriod: log.timed ? eventsByPeriod(log.timestampsMs, counts.firstMs!, counts.lastMs!) : {},
    shoppersByEvents: Object.fromEntries(
      EVENT_GROUPS.map((from, group) => {
        const end = EVENT_GROUPS[group + 1] ?? Infinity;
        const name = end === Infinity ? `${from}+` : end === from + 1 ? `${from}` : `${from}-${end - 1}`;
        return [name, counts.eventsOfShoppers.filter((events) => events >= from && events < end).length];
      }),
    ),
    catalogue: catalogue ?? null,
    parts,
    verdict: dataVerdict(counts, parts, catalogue),
  };
}

function coverageOf(itemMetadata: readonly ItemMetadata[], { log }: ReadEventLog): CatalogueCoverage {
  const entries = new Map<string, ItemMetadata>(itemMetadata.map((entry) => [entry.itemId, entry]));
  const withEvents = [...new Set(log.itemRows)].map((row) => entries.get(log.itemIds[row - 1]!));
  const share = (items: readonly unknown[]) => items.length / Math.max(1, withEvents.length);
  return {
    items: itemMetadata.length,
    covered: share(withEvents.filter((entry) => entry !== undefined)),
    categorised: share(withEvents.filter((entry) => entry?.category)),
  };
}

function eventsByPeriod(timestampsMs: Float64Array, firstMs: number, lastMs: number): Record<string, number> {
  const periods: Record<string, number> = {};
  const [first, last] = [new Date(firstMs), new Date(lastMs)];
  const months = 12 * (last.getUTCFullYear() - first.getUTCFullYear()) + last.getUTCMonth() - first.getUTCMonth() + 1;
  const isByMonth = months <= MAX_MONTHS;
  const nameOf = (date: Date) => date.toISOString().slice(0, isByMonth ? 7 : 4);
  for (let i = 0; i < months; i++)
    periods[nameOf(new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + i)))] = 0;
  // A date is made once a day, not once an event.
  const ofDay = new Map<number, number>();
  for (const timestampMs of timestampsMs) {
    const day = Math.floor(timestampMs / 86_400_000);
    ofDay.set(day, (ofDay.get(day) ?? 0) + 1);
  }
  for (const [day, events] of ofDay) periods[nameOf(new Date(day * 86_400_000))]! += events;
  return periods;
}
