import { checkUtf8 } from '../checkUtf8.js';
import type { InputFile } from '../inputFile.js';
import type { Row, RowBatch } from '../rowBatch.js';
import { textLines } from '../textLines.js';
import type { ExportRecord } from './exportRecord.js';

const NOT_AN_OBJECT = 'record must be one JSON object.';
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `{` and `[`; `}` and `]`. All of these bytes are characters also in UTF-8 text. */
const isOpening = (byte: number) => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number) => byte === 0x7d || byte === 0x5d;
/** The first byte of a number, a text or a word. Spaces and the byte order mark begin no value. */
const beginsOther = (byte: number) => byte > 0x20 && byte < 0x7f && !isOpening(byte) && !isClosing(byte);

function parsed(line: number, text: string): Row<ExportRecord> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { line, value: value as ExportRecord };
  // The text may contain a shopper's name, so the message does not quote it.
  return { line, problem: NOT_AN_OBJECT };
}

async function* arrayElements(input: InputFile, chunks: AsyncIterable<Buffer>): AsyncGenerator<RowBatch<ExportRecord>> {
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  // Of a number, a text or another value between two commas of the array, or after its end.
  let inOtherValue = false;
  let line = 1;
  let firstLine = 1;
  let parts: Buffer[] = [];
  for await (const chunk of chunks) {
    const rows: Row<ExportRecord>[] = [];
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (byte === NEWLINE) line += 1;
      if (byte === COMMA) inOtherValue = false;
      else if (depth < 2 && !inString && !inOtherValue && beginsOther(byte)) {
        inOtherValue = true;
        rows.push({ line, problem: NOT_AN_OBJECT });
      }
      if (isEscaped) isEscaped = false;
      else if (inString) {
        if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (isOpening(byte)) {
        if (depth === 1) {
          start = i;
          firstLine = line;
        }
        depth += 1;
      } else if (isClosing(byte)) {
        depth -= 1;
        if (depth !== 1) continue;
        const bytes = Buffer.concat([...parts, chunk.subarray(start, i + 1)]);
        checkUtf8(input, bytes, firstLine);
        rows.push(parsed(firstLine, bytes.toString()));
        parts = [];
      }
    }
    if (depth > 1) parts.push(chunk.subarray(start));
    yield rows;
  }
  if (depth > 0) yield [{ line, problem: 'the array is not closed: the file may be truncated.' }];
}

async function* linesOf(input: InputFile, chunks: AsyncIterable<Buffer>): AsyncGenerator<RowBatch<ExportRecord>> {
  for await (const lines of textLines(input, chunks))
    yield lines.filter(({ text }) => text.trim() !== '').map(({ line, text }) => parsed(line, text));
}

/** The objects of a JSON text: of one array, in any layout, or one object per line. */
export function jsonRecords(
  input: InputFile,
  chunks: AsyncIterable<Buffer>,
  layout: 'array' | 'lines',
): AsyncGenerator<RowBatch<ExportRecord>> {
  return layout === 'array' ? arrayElements(input, chunks) : linesOf(input, chunks);
}
