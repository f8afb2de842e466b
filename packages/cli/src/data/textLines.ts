import { type InputFile, inputError } from './inputFile.js';

/** One line of a text file, without its line end (`\n` or `\r\n`). */
export interface TextLine {
  /** 1-based, in the decompressed file */
  readonly line: number;
  readonly text: string;
}

/** A longer line means that the file has no line ends: it would fill the memory. */
const MAX_LINE_BYTES = 1 << 26;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Decodes one line at a time: an id is a slice of its line, and would otherwise keep the whole chunk in memory. */
function decode(bytes: Buffer, start: number, end: number, isFirstLine: boolean): string {
  const from =
    isFirstLine && bytes.subarray(start, start + UTF8_BOM.length).equals(UTF8_BOM) ? start + UTF8_BOM.length : start;
  return bytes.toString('utf8', from, end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
}

/**
 * The lines of UTF-8 text, one array per chunk of bytes. A byte order mark is dropped. The last line may lack a line end.
 *
 * @throws AisleError `data-invalid` if a line is longer than 64 MiB
 */
export async function* textLines(input: InputFile, chunks: AsyncIterable<Buffer>): AsyncGenerator<TextLine[]> {
  let line = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: TextLine[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE, rest.length); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      line += 1;
      lines.push({ line, text: decode(bytes, start, end, line === 1) });
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > MAX_LINE_BYTES) {
      throw inputError(
        'data-invalid',
        input,
        `a line ${line + 1} longer than 64 MiB`,
        'Check that it is a text file with one row per line.',
      );
    }
    yield lines;
  }
  if (rest.length > 0) yield [{ line: line + 1, text: decode(rest, 0, rest.length, line === 0) }];
}
