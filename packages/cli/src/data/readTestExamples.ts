import { AisleError } from '@aisle/core';
import type { EventLog } from '@aisle/model/train';
import type { InputFile } from './inputFile.js';
import { LogIndex } from './logIndex.js';
import type { ReadCallbacks } from './readEventLog.js';
import { RowTally } from './rowTally.js';
import { type ExampleRange, TestExamples } from './testExamples.js';
import type { TestFormat } from './testFormat.js';
import { prefixLabel } from './testFormats/prefixLabel.js';
import { userItem } from './testFormats/userItem.js';

/** The formats of test examples. */
export const TEST_FORMATS = { 'prefix-label': prefixLabel, 'user-item': userItem } as const;

export type TestFormatName = keyof typeof TEST_FORMATS;

export interface TestExamplesSource extends ReadCallbacks {
  readonly file: string;
  /** A name of TEST_FORMATS (not of EVENT_FORMATS). Default: by the file's name. */
  readonly format?: TestFormatName | undefined;
  /** The log that the model was trained on. It has the items' rows and the users' histories. */
  readonly log: EventLog;
  /** Makes the log's user ids from those of the files. Default: they are the same. */
  readonly hashUserId?: ((userId: string) => string) | undefined;
  /** Largest share of malformed rows. Default: 0.01. */
  readonly maxBadShare?: number | undefined;
}

export interface ReadTestExamples {
  /** The format that was requested or that the file's name determined. */
  readonly format: TestFormatName;
  readonly examples: TestExamples;
  /** Examples with `labelRow` 0. */
  readonly unknownLabelCount: number;
  /** Prefix items that are not in the log; they are excluded from the histories. */
  readonly unknownHistoryItemCount: number;
  /** Examples with an empty history: no item of the prefix, or not the user, is in the log. */
  readonly emptyHistoryCount: number;
  /** Includes malformed rows, but not the header and blank lines. */
  readonly rowCount: number;
  readonly badRowCount: number;
}

function formatByName(file: string): TestFormatName {
  const formats = Object.entries(TEST_FORMATS) as [TestFormatName, TestFormat][];
  const match = formats.find(([, { fileEnding }]) => file.toLowerCase().replace(/\.gz$/, '').endsWith(fileEnding));
  if (match) return match[0];
  const list = Object.values(TEST_FORMATS)
    .map(({ fileEnding, description }) => `  ${fileEnding}  ${description}`)
    .join('\n');
  throw new AisleError(
    'invalid-argument',
    `Asked to read --test ${file}, found a name that does not end in .tsv or .csv (with or without .gz). Rename the file by its format:\n${list}`,
    { file },
  );
}

/**
 * Reads test examples. Their items and users are looked up in the training log.
 *
 * @throws AisleError `invalid-argument` if the file's name does not determine the format; otherwise as `readEventLog` does
 */
export async function readTestExamples({
  file,
  format: requested,
  log,
  hashUserId,
  maxBadShare,
  onProgress,
  onBadRow,
}: TestExamplesSource): Promise<ReadTestExamples> {
  const input: InputFile = { file, option: '--test' };
  const format = requested ?? formatByName(file);
  const { columns, rows } = TEST_FORMATS[format].open(input, new LogIndex(log, hashUserId), onProgress);
  const ranges: ExampleRange[] = [];
  const counts = { unknownLabelCount: 0, unknownHistoryItemCount: 0, emptyHistoryCount: 0 };
  const tally = new RowTally(input, onBadRow, maxBadShare);
  await tally.readAll(rows, (parse) => {
    const { unknownHistoryItems, ...range } = parse();
    ranges.push(range);
    counts.unknownHistoryItemCount += unknownHistoryItems;
    if (range.labelRow === 0) counts.unknownLabelCount += 1;
    if (range.start === range.end) counts.emptyHistoryCount += 1;
  });
  return {
    format,
    examples: new TestExamples(columns, ranges),
    ...counts,
    rowCount: tally.rowCount,
    badRowCount: tally.badRowCount,
  };
}
