import { createHash } from 'node:crypto';
import { fileBytes, type InputFile, inputError } from '../data/inputFile.js';
import { parquetRecords } from '../data/parquetRecords.js';
import { textLines } from '../data/textLines.js';

/**
 * Reads item ids in the order of rows: the lines of a text file, or the column `item_id` of a Parquet file.
 *
 * @throws AisleError `data-unreadable` or `data-invalid`
 */
export async function readItemIds(file: string): Promise<string[]> {
  const input: InputFile = { file, option: '--items' };
  const itemIds: string[] = [];
  if (file.endsWith('.parquet')) {
    for await (const records of parquetRecords(input, ['item_id']))
      for (const { item_id } of records) itemIds.push(String(item_id));
  } else {
    for await (const lines of textLines(input, fileBytes(input))) for (const { text } of lines) itemIds.push(text);
  }
  const seen = new Set(['']);
  for (const id of itemIds) {
    if (seen.has(id))
      throw inputError('data-invalid', input, `the id ${JSON.stringify(id)}${id && ' twice'}`, 'Give each id once.');
    seen.add(id);
  }
  return itemIds;
}

/** SHA-256 of the ids, each with a line end. It identifies the list and its order. */
export function itemsSha256(itemIds: readonly string[]): string {
  const hash = createHash('sha256');
  for (const id of itemIds) hash.update(`${id}\n`);
  return hash.digest('hex');
}
