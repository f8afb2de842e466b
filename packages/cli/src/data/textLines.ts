import { checkUtf8 } from './checkUtf8.js';
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

/** Some programs end lines with a carriage return alone. Then the file is one line. */
function checkLineEnds(input: InputFile, firstLine: string): void {
  if (!firstLine.includes('\r')) return;
  throw inputError(
    'data-invalid',
    input,
    'line ends that are carriage returns (CR) alone',
    `Save the file with line ends LF or CRLF, or convert it (unpacked): tr '\\r' '\\n' < ${input.file} > NEW.`,
  );
}

/**
 * The lines of UTF-8 text, one array per chunk of bytes. A byte order mark is dropped. The last line may lack a line end.
 *
 * @throws AisleError `data-invalid` if a line is longer than 64 MiB, or not UTF-8, or if lines end with CR alone
 */
export async function* textLines(input: InputFile, chunks: AsyncIterable<Buffer>): AsyncGenerator<TextLine[]> {
  let line = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: TextLine[] = [];
    const firstLine = line + 1;
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE, rest.length); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      line += 1;
      lines.push({ line, text: decode(bytes, start, end, line === 1) });
      start = end + 1;
    }
    checkUtf8(input, bytes.subarray(0, start), firstLine);
    if (firstLine === 1 && lines[0]) checkLineEnds(input, lines[0].text);
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
  if (rest.length === 0) return;
  checkUtf8(input, rest, line + 1);
  const text = decode(rest, 0, rest.length, line === 0);
  if (line === 0) checkLineEnds(input, text);
  yield [{ line: line + 1, text }];
}
