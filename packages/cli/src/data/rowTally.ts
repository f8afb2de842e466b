import { AisleError } from '@aisle/core';
import { type InputFile, inputError } from './inputFile.js';
import type { RowBatch } from './rowBatch.js';

/** One malformed row: its place and the problem. */
export interface BadRow {
  readonly file: string;
  /** 1-based, in the decompressed file; for a row of several lines, the first */
  readonly line: number;
  readonly message: string;
}

/** Default of `--max-malformed`. */
const MAX_BAD_SHARE = 0.01;
/** After this many rows, reading stops as soon as too many rows are malformed. */
const EARLY_STOP_ROWS = 1000;

const count = (value: number) => value.toLocaleString('en-US');

/** Counts the rows of one file and fails if too many are malformed. */
export class RowTally {
  rowCount = 0;
  badRowCount = 0;
  #first: BadRow | undefined;
  readonly #input: InputFile;
  readonly #onBadRow: ((row: BadRow) => void) | undefined;

  readonly #maxBadShare: number;

  /** @param maxBadShare largest share of malformed rows, 0 to 1 */
  constructor(input: InputFile, onBadRow: ((row: BadRow) => void) | undefined, maxBadShare = MAX_BAD_SHARE) {
    this.#input = input;
    this.#onBadRow = onBadRow;
    this.#maxBadShare = maxBadShare;
  }

  /**
   * Calls `handleRow` with the value of each well-formed row. A row is malformed if `handleRow` throws `invalid-event`.
   *
   * @throws AisleError `data-invalid` if the file has no rows or too many of them are malformed. This is checked after
   *   each row from the 1,000th and at the end
   */
  async readAll<T>(batches: AsyncIterable<RowBatch<T>>, handleRow: (value: T, line: number) => void): Promise<void> {
    for await (const rows of batches) {
      for (const row of rows) {
        this.rowCount += 1;
        if ('problem' in row) this.#addBadRow(row.line, row.problem);
        else this.#handle(row.value, row.line, handleRow);
        if (this.rowCount >= EARLY_STOP_ROWS) this.#checkShare('of the first');
      }
    }
    if (this.rowCount === 0) throw inputError('data-invalid', this.#input, 'no rows', 'Export the data again.');
    this.#checkShare('of all');
  }

  #handle<T>(value: T, line: number, handleRow: (value: T, line: number) => void): void {
    try {
      handleRow(value, line);
    } catch (thrown) {
      if (!(thrown instanceof AisleError && thrown.code === 'invalid-event')) throw thrown;
      this.#addBadRow(line, thrown.message);
    }
  }

  #addBadRow(line: number, message: string): void {
    const row = { file: this.#input.file, line, message };
    this.badRowCount += 1;
    this.#first ??= row;
    this.#onBadRow?.(row);
  }

  #checkShare(part: string): void {
    const { rowCount, badRowCount } = this;
    const first = this.#first;
    if (!first || badRowCount <= rowCount * this.#maxBadShare) return;
    throw new AisleError(
      'data-invalid',
      `Asked to read ${this.#input.option} ${this.#input.file}, found ${count(badRowCount)} malformed ${part} ${count(rowCount)} rows ` +
        `(at most ${+(100 * this.#maxBadShare).toPrecision(3)} % are allowed); the first is ${first.file}:${first.line}: ${first.message} ` +
        'Check that the file has the expected format, correct these rows, or allow more with --max-malformed SHARE.',
      { ...this.#input, rowCount, badRowCount, firstBadRow: first },
    );
  }
}
