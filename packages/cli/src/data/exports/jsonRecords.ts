import type { Row, RowBatch } from '../rowBatch.js';
import type { TextLine } from '../textLines.js';
import type { ExportRecord } from './exportFormat.js';

/** A JSON text and its first line. */
type JsonText = TextLine;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isOpening = (code: number) => code === 0x7b || code === 0x5b;
const isClosing = (code: number) => code === 0x7d || code === 0x5d;

/** Finds the elements of one JSON array, line by line. */
class ArrayFramer {
  #depth = 0;
  #inString = false;
  #firstLine = 0;
  #parts: string[] = [];

  /** Whether the text ended inside the array. */
  get isOpen(): boolean {
    return this.#depth > 0;
  }

  *push({ line, text }: TextLine): Generator<JsonText> {
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (this.#inString) {
        if (code === BACKSLASH) i += 1;
        else if (code === QUOTE) this.#inString = false;
      } else if (code === QUOTE) {
        this.#inString = true;
      } else if (isOpening(code)) {
        if (this.#depth === 1) {
          start = i;
          this.#firstLine = line;
        }
        this.#depth += 1;
      } else if (isClosing(code)) {
        this.#depth -= 1;
        if (this.#depth === 1) {
          yield { line: this.#firstLine, text: [...this.#parts, text.slice(start, i + 1)].join('\n') };
          this.#parts = [];
          start = i + 1;
        }
      }
    }
    if (this.#depth > 1) this.#parts.push(text.slice(start));
  }
}

function parsed({ line, text }: JsonText): Row<ExportRecord> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { line, value: value as ExportRecord };
  // The text may contain a shopper's name, so the message does not quote it.
  return { line, problem: 'record must be one JSON object.' };
}

/** The objects of a JSON text: of one array, in any layout, or one object per line. */
export async function* jsonRecords(batches: AsyncIterable<TextLine[]>): AsyncGenerator<RowBatch<ExportRecord>> {
  let framer: ArrayFramer | undefined;
  let isFirst = true;
  let lastLine = 0;
  for await (const lines of batches) {
    const rows: Row<ExportRecord>[] = [];
    for (const line of lines) {
      if (line.text.trim() === '') continue;
      if (isFirst && line.text.trimStart().startsWith('[')) framer = new ArrayFramer();
      isFirst = false;
      lastLine = line.line;
      for (const text of framer ? framer.push(line) : [line]) rows.push(parsed(text));
    }
    yield rows;
  }
  if (framer?.isOpen) yield [{ line: lastLine, problem: 'the array is not closed: the file may be truncated.' }];
}
