import { EventLogBuilder, type EventLog } from '@aisle/model/train';
import { readCatalogue } from './catalogue.js';
import { EVENT_FORMATS, formatOf } from './formatTable.js';
import { refuseInput, type InputFile, type ReadProgress } from './inputFile.js';
import type { ItemMetadata } from './itemMetadata.js';
import { isJsonCatalogue } from './jsonCatalogue.js';
import { logRows } from './logRows.js';
import { RowTally, type BadRow } from './rowTally.js';

/** What a caller may watch while a file is read. */
export interface ReadWatch {
  /** Called after each chunk of the event file (not of the catalogue). */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** Called for each malformed row, in file order. */
  readonly onBadRow?: ((row: BadRow) => void) | undefined;
}

export interface EventLogSource extends ReadWatch {
  readonly file: string;
  /** A name of EVENT_FORMATS; where absent, the file's name decides. */
  readonly format?: string | undefined;
  readonly catalogueFile?: string | undefined;
}

export interface ReadEventLog {
  readonly log: EventLog;
  /** Where a catalogue file was given. Item `i` of a CSV catalogue has embedding row `i + 1`. */
  readonly catalogue?: readonly ItemMetadata[];
  /** Rows of the event file: lines or records, malformed ones included, header and blank lines not. */
  readonly rowCount: number;
  readonly badRowCount: number;
  /** Well-formed rows that are no event of an item: searches, JData's comments. */
  readonly ignoredRowCount: number;
}

/**
 * Reads shopper events as a stream. Malformed rows are reported, skipped and counted.
 *
 * The rows of a CSV catalogue come first, so that they stay the same whatever the events say. A JSON catalogue has no
 * order of its own: items get their rows as the events name them, which lets near rows be alike and so compress better,
 * and items without events come behind.
 *
 * @throws AisleError `invalid-argument` for an unknown format, `data-unreadable` for a file that cannot be read,
 *   `data-invalid` for a missing column, more than 1 % malformed rows, or no item events at all
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
  const catalogue = catalogueFile === undefined ? undefined : await readCatalogue(catalogueFile, onBadRow);
  const addCatalogue = () => catalogue?.forEach(({ itemId }) => builder.addItem(itemId));
  const eventsComeFirst = catalogueFile !== undefined && isJsonCatalogue(catalogueFile);
  if (!eventsComeFirst) addCatalogue();

  const tally = new RowTally(input, onBadRow);
  let ignoredRowCount = 0;
  await tally.readAll(logRows(input, name, onProgress), (parse) => {
    const { userId, events } = parse();
    if (events.length === 0) ignoredRowCount += 1;
    for (const { itemId, type, timestampMs, listIndex } of events)
      builder.add(userId, itemId, type, timestampMs, listIndex);
  });
  if (eventsComeFirst) addCatalogue();
  const { rowCount, badRowCount } = tally;
  const log = builder.build();
  if (log.itemRows.length === 0) {
    throw refuseInput(
      'data-invalid',
      input,
      `${rowCount} rows and no item event among them`,
      `Check that it is ${EVENT_FORMATS[name].description}.`,
    );
  }
  return { log, ...(catalogue && { catalogue }), rowCount, badRowCount, ignoredRowCount };
}
