import { AisleError } from '@aisle/core';
import type { EventLog } from '@aisle/model/train';
import { HeldOutExamples, type HeldOutCut } from './heldOutExamples.js';
import type { HeldOutFormat } from './heldOutFormat.js';
import { prefixLabel } from './heldOutFormats/prefixLabel.js';
import { userItem } from './heldOutFormats/userItem.js';
import type { InputFile } from './inputFile.js';
import { LogIndex } from './logIndex.js';
import type { ReadWatch } from './readEventLog.js';
import { RowTally } from './rowTally.js';

/** The forms of held-out examples. */
export const HELD_OUT_FORMATS = { 'prefix-label': prefixLabel, 'user-item': userItem } as const;

export type HeldOutForm = keyof typeof HELD_OUT_FORMATS;

export interface HeldOutSource extends ReadWatch {
  readonly file: string;
  /** A name of HELD_OUT_FORMATS (not of EVENT_FORMATS); where absent, the file's name decides. */
  readonly format?: HeldOutForm | undefined;
  /** The log that the model was trained on: it gives items their rows, and users their histories. */
  readonly log: EventLog;
}

export interface ReadHeldOut {
  /** The form that was read, asked for or told by the file's name. */
  readonly form: HeldOutForm;
  readonly examples: HeldOutExamples;
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

function formByName(file: string): HeldOutForm {
  const forms = Object.entries(HELD_OUT_FORMATS) as [HeldOutForm, HeldOutFormat][];
  const known = forms.find(([, { fileEnding }]) => file.toLowerCase().replace(/\.gz$/, '').endsWith(fileEnding));
  if (known) return known[0];
  const list = Object.values(HELD_OUT_FORMATS)
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
export async function readHeldOut({ file, format, log, onProgress, onBadRow }: HeldOutSource): Promise<ReadHeldOut> {
  const input: InputFile = { file, option: '--test' };
  const form = format ?? formByName(file);
  const { columns, rows } = HELD_OUT_FORMATS[form].open(input, new LogIndex(log), onProgress);
  const cuts: HeldOutCut[] = [];
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
    form,
    examples: new HeldOutExamples(columns, cuts),
    ...counts,
    rowCount: tally.rowCount,
    badRowCount: tally.badRowCount,
  };
}
