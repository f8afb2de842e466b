import type { ChosenExport, ChosenFormat } from './chooseFormat.js';
import { columnsToRead } from './exports/columnMapping.js';
import { ExportParser } from './exports/exportParser.js';
import { joinedRows } from './exports/joinedRows.js';
import { recordRows } from './exports/recordFile.js';
import type { LineFormat, TableFormat } from './format.js';
import { type FormatName, formatsWithHeader } from './formatTable.js';
import { fileBytes, type InputFile, type ReadProgress } from './inputFile.js';
import { eventRow, type ParsedRow } from './logRow.js';
import { numberField } from './numberField.js';
import { mapRows, type RowBatch } from './rowBatch.js';
import { type TableRow, tableRows } from './tableRows.js';
import { textLines } from './textLines.js';

/** Parses one row. @throws AisleError `invalid-event` if the row is malformed */
export type ParseRow = () => ParsedRow;

type OnProgress = ((progress: ReadProgress) => void) | undefined;

async function* lineRows(
  { parseLine }: LineFormat,
  input: InputFile,
  onProgress: OnProgress,
): AsyncGenerator<RowBatch<ParseRow>> {
  for await (const lines of textLines(input, fileBytes(input, onProgress)))
    yield lines
      .filter(({ text }) => text.trim() !== '')
      .map(({ line, text }) => ({ line, value: () => parseLine(text, line) }));
}

async function* tableEventRows(
  format: TableFormat,
  name: FormatName,
  input: InputFile,
  onProgress: OnProgress,
): AsyncGenerator<RowBatch<ParseRow>> {
  const headerAdvice = (header: readonly string[]) => {
    const fitting = formatsWithHeader(header, name);
    return fitting.length > 0
      ? `This header fits --format ${fitting.join(' or ')}.`
      : 'Name them with --column, such as --column user_id=Email, and an event that all rows have with --event. Or choose another --format.';
  };
  const rows = tableRows<'userId' | 'itemId' | 'timestamp', 'event' | keyof TableFormat['optional']>(
    input,
    format.separator,
    format,
    headerAdvice,
    onProgress,
  );
  const parse = (row: TableRow<'userId' | 'itemId' | 'timestamp', 'event' | keyof TableFormat['optional']>) =>
    eventRow(
      {
        userId: row.userId,
        itemId: row.itemId,
        timestamp: row.timestamp,
        event: row.event,
        price: numberField(row.price),
        quantity: numberField(row.quantity),
        index: numberField(row.index),
        device: row.device,
        referrer: row.referrer,
        landingCategory: row.landingCategory,
      },
      format.eventTypes,
    );
  for await (const batch of rows) yield mapRows(batch, (row) => () => parse(row));
}

async function* exportRows(
  { format, file, mapping, items }: ChosenExport,
  input: InputFile,
  onProgress: OnProgress,
): AsyncGenerator<RowBatch<ParseRow>> {
  const parser = new ExportParser(format, mapping);
  const wanted = columnsToRead(format, mapping);
  const batches =
    items && format.join
      ? joinedRows(format.join, { input, file }, items, wanted, onProgress)
      : recordRows(input, file, wanted, onProgress);
  for await (const batch of batches) yield mapRows(batch, (record) => () => parser.parse(record));
}

/** The rows of an event log. Each is parsed when its function is called, in order. */
export function logRows(
  input: InputFile,
  chosen: ChosenFormat,
  onProgress?: (progress: ReadProgress) => void,
): AsyncIterable<RowBatch<ParseRow>> {
  if ('mapping' in chosen) return exportRows(chosen, input, onProgress);
  const { name, format } = chosen;
  return format.kind === 'lines'
    ? lineRows(format, input, onProgress)
    : tableEventRows(format, name, input, onProgress);
}
