import { CsvError, parse } from 'csv-parse/sync';
import { type Frame, MAX_RECORD_LINES, RecordFramer, type RecordLines } from './recordFramer.js';
import type { Row, RowBatch } from './rowBatch.js';
import { type Separator, separatorOf } from './separatorOf.js';
import type { TextLine } from './textLines.js';

/** The fields of one record, and its last line. */
export interface CsvRecord {
  readonly fields: readonly string[];
  readonly lastLine: number;
}

const QUOTE_ADVICE = 'put the whole field in quotes and write each quote in it twice.';

function parseFields(records: readonly RecordLines[], separator: Separator): string[][] {
  const text = records.map((lines) => lines.map((line) => line.text).join('\n')).join('\n');
  return parse(text, {
    delimiter: separator,
    record_delimiter: '\n',
    relax_column_count: true,
  });
}

function* parseSingleRecord(record: RecordLines, separator: Separator): Generator<Row<CsvRecord>> {
  const [first, ...rest] = record;
  try {
    const [fields] = parseFields([record], separator);
    yield { line: first.line, value: { fields: fields!, lastLine: (rest.at(-1) ?? first).line } };
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    yield { line: first.line, problem: `a quote is inside a field; ${QUOTE_ADVICE}` };
    const framer = new RecordFramer();
    for (const line of rest) yield* parseFrames([...framer.push(line)], separator);
    yield* parseFrames([...framer.end()], separator);
  }
}

function* parseFrames(frames: readonly Frame[], separator: Separator): Generator<Row<CsvRecord>> {
  for (const frame of frames) {
    if ('record' in frame) yield* parseSingleRecord(frame.record, separator);
    else
      yield {
        line: frame.unclosed.line,
        problem: `a quote is not closed within ${MAX_RECORD_LINES} lines; ${QUOTE_ADVICE}`,
      };
  }
}

/**
 * csv-parse takes 2 µs a record in one call for many records and 25 µs in a call for each. So records are parsed one by
 * one only in a batch with errors.
 */
function* parseBatch(frames: readonly Frame[], separator: Separator): Generator<Row<CsvRecord>> {
  const records = frames.flatMap((frame) => ('record' in frame ? [frame.record] : []));
  if (records.length < frames.length) return yield* parseFrames(frames, separator);
  let parsed: string[][];
  try {
    parsed = parseFields(records, separator);
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    return yield* parseFrames(frames, separator);
  }
  for (const [i, record] of records.entries()) {
    yield { line: record[0].line, value: { fields: parsed[i]!, lastLine: record.at(-1)!.line } };
  }
}

/** Each line is a record. Without quotes, this takes a tenth of the time of csv-parse. */
function recordsWithoutQuotes(lines: readonly TextLine[], separator: Separator): RowBatch<CsvRecord> {
  const rows: Row<CsvRecord>[] = [];
  for (const { line, text } of lines)
    if (text.trim() !== '') rows.push({ line, value: { fields: text.split(separator), lastLine: line } });
  return rows;
}

const hasQuote = ({ text }: TextLine) => text.includes('"');

/**
 * The records of a CSV text (RFC 4180), or of a TSV text, which has no quotes. Blank lines are skipped. The first line
 * determines the separator.
 *
 * Records with quotes are framed before csv-parse reads them, for two reasons. Its line numbers are wrong after a `\r\n`
 * in quotes, and a stray quote would make it read the rest of the file as one field.
 */
export async function* csvRecords(
  batches: AsyncIterable<TextLine[]>,
  expected: Separator,
): AsyncGenerator<RowBatch<CsvRecord>> {
  const framer = new RecordFramer();
  let separator: Separator | undefined;
  for await (const batch of batches) {
    let lines = batch;
    if (separator === undefined) {
      const first = lines.findIndex(({ text }) => text.trim() !== '');
      if (first === -1) continue;
      const found = separatorOf(lines[first]!.text, expected);
      separator = found.separator;
      if (!found.isHeader) lines = lines.slice(first + 1);
    }
    if (separator === '\t' || !(framer.isOpen || lines.some(hasQuote))) yield recordsWithoutQuotes(lines, separator);
    else
      yield [
        ...parseBatch(
          lines.flatMap((line) => [...framer.push(line)]),
          separator,
        ),
      ];
  }
  yield [...parseFrames([...framer.end()], separator ?? expected)];
}
