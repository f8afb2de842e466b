import { ACTION_TYPES, AisleError, parseItemId } from '@aisle/core';
import { UNTIMED_GAP_MS } from '@aisle/model/train';
import { fileBytes } from '../inputFile.js';
import type { LogIndex } from '../logIndex.js';
import type { RowBatch } from '../rowBatch.js';
import type { TestFormat, TestRow } from '../testFormat.js';
import { textLines } from '../textLines.js';

const SHOWN_CHARACTERS = 40;
const VIEW = ACTION_TYPES.indexOf('view_item');

function parseLine(text: string): { prefix: string[]; label: string } {
  const fields = text.split('\t').map((field) => field.trim());
  const [prefix, label] = fields;
  if (!prefix || !label || fields.length !== 2 || /\s/.test(label)) {
    throw new AisleError(
      'invalid-event',
      `line must be items separated by spaces, a tab and one item, found ${JSON.stringify(text.slice(0, SHOWN_CHARACTERS))}.`,
    );
  }
  return { prefix: prefix.split(/\s+/).map((itemId) => parseItemId(itemId)), label: parseItemId(label) };
}

/** Prefixes are sessions like those of the `sessions` format: views without times. Each is one user, named `p` and the line number. */
export const prefixLabel: TestFormat = {
  description: 'TSV without a header: item item ..., a tab, the next item',
  fileEnding: '.tsv',
  open(input, index: LogIndex, onProgress) {
    const columns = {
      itemRows: [] as number[],
      typeIndices: [] as number[],
      timestampsMs: [] as number[],
      listIndices: [] as number[],
    };

    const parseRow = (text: string, line: number): TestRow => {
      const { prefix, label } = parseLine(text);
      const start = columns.itemRows.length;
      const known = prefix.map((itemId) => index.itemRow(itemId)).filter((row) => row !== 0);
      known.forEach((row, i) => {
        columns.itemRows.push(row);
        columns.typeIndices.push(VIEW);
        columns.timestampsMs.push(i * UNTIMED_GAP_MS);
        columns.listIndices.push(-1);
      });
      const end = start + known.length;
      return {
        userId: `p${line}`,
        start,
        end,
        labelRow: index.itemRow(label),
        unknownHistoryItems: prefix.length - known.length,
      };
    };

    async function* rows(): AsyncGenerator<RowBatch<() => TestRow>> {
      for await (const lines of textLines(input, fileBytes(input, onProgress)))
        yield lines
          .filter(({ text }) => text.trim() !== '')
          .map(({ line, text }) => ({ line, value: () => parseRow(text, line) }));
    }
    return { columns, rows: rows() };
  },
};
