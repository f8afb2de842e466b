import { type EventLog, EventLogBuilder } from '@aisle/model/train';
import { readCatalogueFile } from './catalogueFile.js';
import { EVENT_FORMATS, formatOf } from './formatTable.js';
import { type InputFile, inputError, type ReadProgress } from './inputFile.js';
import type { ItemMetadata } from './itemMetadata.js';
import { isJsonCatalogueFile } from './jsonCatalogueFile.js';
import { logRows } from './logRows.js';
import { type BadRow, RowTally } from './rowTally.js';

/** Callbacks while a file is read. */
export interface ReadCallbacks {
  /** Called after each chunk of the event log (not of the catalogue file). */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** Called for each malformed row, in file order. */
  readonly onBadRow?: ((row: BadRow) => void) | undefined;
}

export interface EventLogSource extends ReadCallbacks {
  readonly file: string;
  /** A name of EVENT_FORMATS. Default: by the file's name. */
  readonly format?: string | undefined;
  readonly catalogueFile?: string | undefined;
}

export interface ReadEventLog {
  readonly log: EventLog;
  /** Present with a catalogue file. Item `i` of a CSV has embedding row `i + 1`. */
  readonly itemMetadata?: readonly ItemMetadata[];
  /** Rows of the event log: includes malformed ones, but not the header and blank lines. */
  readonly rowCount: number;
  readonly badRowCount: number;
  /** Well-formed rows that are not item events: searches, JData's comments. */
  readonly ignoredRowCount: number;
}

/**
 * Reads shopper events as a stream. Malformed rows are reported, skipped and counted.
 *
 * The items of a CSV catalogue file get the first embedding rows, in its order, whatever the events are. A JSON
 * catalogue file has no order: items get their rows in the order of events, so that neighbouring rows are similar and
 * compress better. Items without events follow.
 *
 * @throws AisleError `invalid-argument` for an unknown format, `data-unreadable` for an unreadable file, or
 *   `data-invalid` for too many malformed rows or no item events
 */
export async function readEventLog({
  file,
  format,
  catalogueFile,
  onProgress,
  onBadRow,
}: EventLogSource): Promise<ReadEventLog> {
  const input: InputFile = { file, option: '--data' };
  const name = formatOf(file, format);
  const builder = new EventLogBuilder();
  const itemMetadata = catalogueFile === undefined ? undefined : await readCatalogueFile(catalogueFile, onBadRow);
  const addCatalogueItems = () => itemMetadata?.forEach(({ itemId }) => builder.addItem(itemId));
  const eventsComeFirst = catalogueFile !== undefined && isJsonCatalogueFile(catalogueFile);
  if (!eventsComeFirst) addCatalogueItems();

  const tally = new RowTally(input, onBadRow);
  let ignoredRowCount = 0;
  await tally.readAll(logRows(input, name, onProgress), (parse) => {
    const { userId, events } = parse();
    if (events.length === 0) ignoredRowCount += 1;
    for (const { itemId, type, timestampMs, listIndex } of events)
      builder.add(userId, itemId, type, timestampMs, listIndex);
  });
  if (eventsComeFirst) addCatalogueItems();
  const { rowCount, badRowCount } = tally;
  const log = builder.build();
  if (log.itemRows.length === 0) {
    throw inputError(
      'data-invalid',
      input,
      `${rowCount} rows without an item event`,
      `Expected format: ${EVENT_FORMATS[name].description}.`,
    );
  }
  return { log, ...(itemMetadata && { itemMetadata }), rowCount, badRowCount, ignoredRowCount };
}
