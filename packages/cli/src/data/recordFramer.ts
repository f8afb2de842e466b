import type { TextLine } from './textLines.js';

/** The lines of one CSV record: several if a quoted field contains line ends. */
export type RecordLines = readonly [TextLine, ...TextLine[]];

/** A longer record counts as an unclosed quote. */
export const MAX_RECORD_LINES = 100;

export type Frame = { readonly record: RecordLines } | { readonly unclosed: TextLine };

function hasOddQuotes(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}

/**
 * Groups lines into CSV records by counting quotes: a record ends at the first line end with an even number of quotes
 * (an escaped quote counts as two). If a quote is not closed, only the line that opened it is lost: the lines after it
 * are framed again.
 */
export class RecordFramer {
  #open: TextLine[] = [];

  /** Whether a record continues on the next line. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  *push(line: TextLine): Generator<Frame> {
    const waiting = [line];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { isOpen } = this;
      if (!isOpen && next.text.trim() === '') continue;
      this.#open.push(next);
      const [first, ...rest] = this.#open as [TextLine, ...TextLine[]];
      if (isOpen === hasOddQuotes(next.text)) {
        this.#open = [];
        yield { record: [first, ...rest] };
      } else if (this.#open.length === MAX_RECORD_LINES) {
        this.#open = [];
        waiting.unshift(...rest);
        yield { unclosed: first };
      }
    }
  }

  *end(): Generator<Frame> {
    while (this.#open.length > 0) {
      const [first, ...rest] = this.#open as [TextLine, ...TextLine[]];
      this.#open = [];
      yield { unclosed: first };
      for (const line of rest) yield* this.push(line);
    }
  }
}
