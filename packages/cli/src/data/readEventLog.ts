import { type EventLog, EventLogBuilder } from '@aisle/model/train';
import { type CatalogueNames, readCatalogueFile } from './catalogueFile.js';
import { checkCatalogue } from './checkCatalogue.js';
import { chooseFormat } from './chooseFormat.js';
import { COMMON_EVENT_NAMES } from './eventNames.js';
import type { AskedColumns } from './exports/columnMapping.js';
import { describeMapping } from './exports/describeMapping.js';
import type { FormatName } from './formatTable.js';
import { type InputFile, inputError, type ReadProgress } from './inputFile.js';
import type { ItemMetadata } from './itemMetadata.js';
import { isJsonCatalogueFile } from './jsonCatalogueFile.js';
import { logRows } from './logRows.js';
import { countName, listCounts } from './nameCounts.js';
import { OMIT_REASONS, type OmitReason } from './omitReasons.js';
import { type BadRow, RowTally } from './rowTally.js';

/** Callbacks while a file is read. */
export interface ReadCallbacks {
  /** Called after each chunk of the event log (not of the catalogue file). */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** Called for each malformed row, in file order. */
  readonly onBadRow?: ((row: BadRow) => void) | undefined;
  /** Called for the first bad value of each optional field. */
  readonly onFieldProblem?: ((row: BadRow) => void) | undefined;
}

export interface EventLogSource extends ReadCallbacks {
  readonly file: string;
  /** A name of EVENT_FORMATS. Default: by the file's beginning, else by its name. */
  readonly format?: string | undefined;
  /** The columns of an export. Default: those of its format. */
  readonly columns?: AskedColumns | undefined;
  /** The items of the orders, for an export of two tables. */
  readonly orderItemsFile?: string | undefined;
  /** Called for each user id, so that the log has no id of the file. Default: ids stay as they are. */
  readonly hashUserId?: ((userId: string) => string) | undefined;
  readonly catalogueFile?: string | undefined;
  /** The catalogue's names for fields. Default: those of its format. */
  readonly catalogueNames?: CatalogueNames | undefined;
  /** Largest share of malformed rows in each file. Default: 0.01. */
  readonly maxBadShare?: number | undefined;
}

export interface ReadEventLog {
  readonly log: EventLog;
  readonly format: FormatName;
  /** For an export: what each column of an event was read from. */
  readonly mapping?: Readonly<Record<string, string>>;
  /** How an exported catalogue was read, for people. */
  readonly catalogueNotes: readonly string[];
  /** Present with a catalogue file. Item `i` of a CSV has embedding row `i + 1`. */
  readonly itemMetadata?: readonly ItemMetadata[];
  /** Rows of the event log: includes malformed ones, but not the header and blank lines. */
  readonly rowCount: number;
  readonly badRowCount: number;
  /** Well-formed rows that are not item events: searches, JData's comments. */
  readonly ignoredRowCount: number;
  /** Rows that were skipped, by the unknown name of their event. */
  readonly unknownEvents: ReadonlyMap<string, number>;
  /** Rows and items that were excluded by rule, by the reason. */
  readonly omitted: ReadonlyMap<OmitReason, number>;
  /** Rows that count without an optional field, by the field. */
  readonly fieldProblems: ReadonlyMap<string, number>;
}

const listed = (what: string, counts: ReadonlyMap<string, number>) =>
  counts.size > 0 ? ` (${what}: ${listCounts(counts)})` : '';

/**
 * Reads shopper events as a stream. Malformed rows are reported, skipped and counted.
 *
 * The items of a CSV catalogue file get the first embedding rows, in its order, whatever the events are. A JSON
 * catalogue file has no order: items get their rows in the order of events, so that neighbouring rows are similar and
 * compress better. Items without events follow.
 *
 * @throws AisleError `invalid-argument` for an unknown format, `data-unreadable` for an unreadable file, or
 *   `data-invalid` for too many malformed rows, no item events, or a catalogue file of other items
 */
export async function readEventLog({
  file,
  format,
  columns,
  orderItemsFile,
  hashUserId = (userId) => userId,
  catalogueFile,
  catalogueNames,
  maxBadShare,
  onProgress,
  onBadRow,
  onFieldProblem,
}: EventLogSource): Promise<ReadEventLog> {
  const input: InputFile = { file, option: '--data' };
  const chosen = await chooseFormat(input, format, columns, orderItemsFile);
  const rowsInput = ('items' in chosen && chosen.items?.input) || input;
  const builder = new EventLogBuilder();
  const catalogue =
    catalogueFile === undefined
      ? undefined
      : await readCatalogueFile({ file: catalogueFile, names: catalogueNames, onBadRow, maxBadShare });
  const itemMetadata = catalogue?.items;
  const addCatalogueItems = () => itemMetadata?.forEach(({ itemId }) => builder.addItem(itemId));
  const eventsComeFirst = catalogueFile !== undefined && isJsonCatalogueFile(catalogueFile);
  if (!eventsComeFirst) addCatalogueItems();

  const tally = new RowTally(rowsInput, onBadRow, maxBadShare);
  let ignoredRowCount = 0;
  const unknownEvents = new Map<string, number>();
  const fieldProblems = new Map<string, number>();
  const omitted = new Map<OmitReason, number>();
  await tally.readAll(logRows(input, chosen, onProgress), (parse, line) => {
    const row = parse();
    if ('unknownEvent' in row) return countName(unknownEvents, row.unknownEvent);
    for (const reason of row.omitted ?? []) omitted.set(reason, (omitted.get(reason) ?? 0) + 1);
    if (!('events' in row)) return;
    const { userId, events } = row;
    if (events.length === 0 && !row.omitted) ignoredRowCount += 1;
    for (const { itemId, type, timestampMs, listIndex, context } of events)
      builder.add(userId, itemId, type, timestampMs, listIndex, context);
    for (const { field, message } of row.fieldProblems ?? []) {
      if (!fieldProblems.has(field)) onFieldProblem?.({ file: rowsInput.file, line, message });
      countName(fieldProblems, field);
    }
  });
  if (eventsComeFirst) addCatalogueItems();
  const { rowCount, badRowCount } = tally;
  const built = builder.build();
  const log = { ...built, userIds: built.userIds.map(hashUserId) };
  if (log.itemRows.length === 0) {
    throw inputError(
      'data-invalid',
      input,
      `${rowCount} rows without an item event${listed('unknown', unknownEvents)}${listed('excluded', omitted)}`,
      `Expected format: ${chosen.format.description}. ${omitted.has('no-item') ? OMIT_REASONS['no-item'] : `Names of events: ${[...COMMON_EVENT_NAMES.keys()].join(', ')}`}.`,
    );
  }
  if (itemMetadata) checkCatalogue({ file: catalogueFile!, option: '--catalogue' }, itemMetadata, log);
  return {
    log,
    format: chosen.name,
    ...('mapping' in chosen && { mapping: describeMapping(chosen.format, chosen.mapping) }),
    catalogueNotes: catalogue?.notes ?? [],
    ...(itemMetadata && { itemMetadata }),
    rowCount,
    badRowCount,
    ignoredRowCount,
    unknownEvents,
    omitted,
    fieldProblems,
  };
}
