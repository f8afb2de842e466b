import { AisleError } from '@aisle/core';
import type { EventLog } from '@aisle/model/train';
import { type ExampleRange, TestExamples } from './testExamples.js';
import type { TestFormat } from './testFormat.js';
import { prefixLabel } from './testFormats/prefixLabel.js';
import { userItem } from './testFormats/userItem.js';
import type { InputFile } from './inputFile.js';
import { LogIndex } from './logIndex.js';
import type { ReadCallbacks } from './readEventLog.js';
import { RowTally } from './rowTally.js';

/** The forms of held-out examples. */
export const TEST_FORMATS = { 'prefix-label': prefixLabel, 'user-item': userItem } as const;

export type TestFormatName = keyof typeof TEST_FORMATS;

export interface TestExamplesSource extends ReadCallbacks {
  readonly file: string;
  /** A name of HELD_OUT_FORMATS (not of EVENT_FORMATS); where absent, the file's name decides. */
  readonly format?: TestFormatName | undefined;
  /** The log that the model was trained on: it gives items their rows, and users their histories. */
  readonly log: EventLog;
}

export interface ReadTestExamples {
  /** The form that was read, asked for or told by the file's name. */
  readonly format: TestFormatName;
  readonly examples: TestExamples;
  /** Examples with `labelRow` 0. */
  readonly unknownLabelCount: number;
  /** Prefix items that the log does not know, left out of the histories. */
  readonly unknownHistoryItemCount: number;
  /** Examples without any history: a user or a whole prefix that the log does not know. */
  readonly emptyHistoryCount: number;
  /** Malformed rows included, header and blank lines not. */
  readonly rowCount: number;
  readonly badRowCount: number;
}

function formatByName(file: string): TestFormatName {
  const forms = Object.entries(TEST_FORMATS) as [TestFormatName, TestFormat][];
  const known = forms.find(([, { fileEnding }]) => file.toLowerCase().replace(/\.gz$/, '').endsWith(fileEnding));
  if (known) return known[0];
  const list = Object.values(TEST_FORMATS)
    .map(({ fileEnding, description }) => `  ${fileEnding}  ${description}`)
    .join('\n');
  throw new AisleError(
    'invalid-argument',
    `Asked to read --test ${file}, found a name that ends in neither .tsv nor .csv (with or without .gz). Name the file after what it holds:\n${list}`,
    { file },
  );
}

/**
 * Reads held-out examples against a training log, whose items and users they name.
 *
 * @throws AisleError `invalid-argument` where the file's name tells no form; else as `readEventLog` does
 */
export async function readTestExamples({ file, format, log, onProgress, onBadRow }: TestExamplesSource): Promise<ReadTestExamples> {
  const input: InputFile = { file, option: '--test' };
  const form = format ?? formatByName(file);
  const { columns, rows } = TEST_FORMATS[form].open(input, new LogIndex(log), onProgress);
  const cuts: ExampleRange[] = [];
  const counts = { unknownLabelCount: 0, unknownHistoryItemCount: 0, emptyHistoryCount: 0 };
  const tally = new RowTally(input, onBadRow);
  await tally.readAll(rows, (parse) => {
    const { unknownHistoryItems, ...cut } = parse();
    cuts.push(cut);
    counts.unknownHistoryItemCount += unknownHistoryItems;
    if (cut.labelRow === 0) counts.unknownLabelCount += 1;
    if (cut.start === cut.end) counts.emptyHistoryCount += 1;
  });
  return {
    format,
    examples: new TestExamples(columns, cuts),
    ...counts,
    rowCount: tally.rowCount,
    badRowCount: tally.badRowCount,
  };
}
