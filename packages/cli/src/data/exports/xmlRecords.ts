import { type InputFile, inputError } from '../inputFile.js';
import type { Row, RowBatch } from '../rowBatch.js';
import { decodeEntities } from './decodeEntities.js';
import type { ExportRecord } from './exportRecord.js';

/** RSS has items, Atom has entries. */
const ITEM = /<(item|entry)(?:\s[^>]*)?>([\s\S]*?)<\/\1\s*>/g;
const FIELD = /<(?:[\w.-]+:)?([\w.-]+)(?:\s[^>]*)?>([\s\S]*?)<\/(?:[\w.-]+:)?\1\s*>/g;
const CDATA = /<!\[CDATA\[([\s\S]*?)\]\]>/;
/** A longer item means that the file is something else. */
const MAX_ITEM_CHARACTERS = 1 << 22;

/** References to characters are text within CDATA. */
const textOf = (xml: string) =>
  xml
    .split(CDATA)
    .map((part, i) => (i % 2 === 1 ? part : decodeEntities(part)))
    .join('')
    .trim();

/** The first element of each name; `g:` and other prefixes are dropped. */
function recordOf(xml: string): ExportRecord {
  const record: Record<string, string> = {};
  for (const [, name, content] of xml.matchAll(FIELD)) record[name!] ??= textOf(content!);
  return record;
}

const newlines = (text: string) => text.split('\n').length - 1;

/**
 * The items of an RSS or Atom feed, without nested elements. Attributes are not read.
 *
 * @throws AisleError `data-invalid` if the text is not UTF-8 or has a part of 4 million characters without an item
 */
export async function* xmlRecords(
  input: InputFile,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<RowBatch<ExportRecord>> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let text = '';
  for await (const chunk of chunks) {
    try {
      text += decoder.decode(chunk, { stream: true });
    } catch (cause) {
      throw inputError('data-invalid', input, 'text that is not UTF-8', 'Export it as UTF-8.', cause);
    }
    const rows: Row<ExportRecord>[] = [];
    let end = 0;
    for (const match of text.matchAll(ITEM)) {
      line += newlines(text.slice(end, match.index));
      rows.push({ line, value: recordOf(match[2]!) });
      end = match.index + match[0].length;
      line += newlines(match[0]);
    }
    text = text.slice(end);
    yield rows;
    if (text.length > MAX_ITEM_CHARACTERS)
      throw inputError('data-invalid', input, 'XML without items', 'Give a feed with <item> or <entry> elements.');
  }
}
