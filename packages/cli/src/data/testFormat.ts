import type { ActionColumns } from '@aisle/model/train';
import type { ExampleRange } from './testExamples.js';
import type { InputFile, ReadProgress } from './inputFile.js';
import type { LogIndex } from './logIndex.js';
import type { Row } from './rowTally.js';

/** One parsed row of a held-out file. */
export interface TestRow extends ExampleRange {
  /** Items of the prefix that the log does not know and that were left out of the history. */
  readonly unknownHistoryItems: number;
}

export interface OpenTestFile {
  /** Complete only once all rows are parsed. */
  readonly columns: ActionColumns;
  /** Parses a row when called. @throws AisleError `invalid-event` where the row is malformed */
  readonly rows: AsyncIterable<Row<() => TestRow>>;
}

export interface TestFormat {
  readonly description: string;
  /** The end of the names of files that are taken for this form where none is asked for, without `.gz`. */
  readonly fileEnding: string;
  readonly open: (input: InputFile, index: LogIndex, onProgress?: (progress: ReadProgress) => void) => OpenTestFile;
}
