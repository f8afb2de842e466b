import type { ActionColumns } from '@aisle/model/train';
import type { InputFile, ReadProgress } from './inputFile.js';
import type { LogIndex } from './logIndex.js';
import type { RowBatch } from './rowBatch.js';
import type { ExampleRange } from './testExamples.js';

/** One parsed row of a test file. */
export interface TestRow extends ExampleRange {
  /** Number of prefix items that are not in the log and were excluded from the history. */
  readonly unknownHistoryItems: number;
}

export interface OpenTestFile {
  /** Complete after all rows are parsed. */
  readonly columns: ActionColumns;
  /** Each function parses its row. @throws AisleError `invalid-event` if the row is malformed */
  readonly rows: AsyncIterable<RowBatch<() => TestRow>>;
}

export interface TestFormat {
  readonly description: string;
  /** Files with this ending (before `.gz`) have this format by default. */
  readonly fileEnding: string;
  readonly open: (input: InputFile, index: LogIndex, onProgress?: (progress: ReadProgress) => void) => OpenTestFile;
}
