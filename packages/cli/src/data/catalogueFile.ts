import { AisleError } from '@aisle/core';
import { exactId } from './exactId.js';
import type { InputFile } from './inputFile.js';
import type { ItemMetadata } from './itemMetadata.js';
import { isJsonCatalogueFile, readJsonCatalogueFile } from './jsonCatalogueFile.js';
import { numberField } from './numberField.js';
import type { RowBatch } from './rowBatch.js';
import { type BadRow, RowTally } from './rowTally.js';
import { type TableRow, tableRows } from './tableRows.js';

const TEXT_FIELDS = ['title', 'description', 'category', 'brand', 'shop', 'image'] as const;
type OptionalField = (typeof TEXT_FIELDS)[number] | 'price' | 'vector';
/** The second names are the columns of JData's item file. */
const COLUMNS = {
  required: { itemId: ['item_id', 'sku_id'] },
  optional: {
    title: ['title'],
    description: ['description'],
    category: ['category', 'cate'],
    brand: ['brand'],
    shop: ['shop'],
    price: ['price'],
    image: ['image'],
    vector: ['vector'],
  },
};

function parsePrice(text: string | undefined): number | undefined {
  const price = numberField(text);
  if (price === undefined || (typeof price === 'number' && Number.isFinite(price) && price >= 0)) return price;
  throw new AisleError('invalid-event', `price must be a number of at least 0, found ${JSON.stringify(text)}.`, {
    field: 'price',
  });
}

/** Numbers with spaces, commas or semicolons between them, also in brackets. */
function parseVector(text: string | undefined): readonly number[] | undefined {
  const parts = (text ?? '').split(/[\s,;[\]]+/).filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  const vector = parts.map(Number);
  if (vector.every(Number.isFinite)) return vector;
  throw new AisleError('invalid-event', `vector must be numbers, found ${JSON.stringify(text!.slice(0, 40))}.`, {
    field: 'vector',
  });
}

function parseItemMetadata(row: TableRow<'itemId', OptionalField>): ItemMetadata {
  const price = parsePrice(row.price);
  const texts = Object.fromEntries(TEXT_FIELDS.flatMap((field) => (row[field] ? [[field, row[field]]] : [])));
  const vector = parseVector(row.vector);
  return {
    itemId: exactId(row.itemId, 'item_id'),
    ...texts,
    ...(price !== undefined && { price }),
    ...(vector && { vector }),
  };
}

/**
 * Reads the shop's catalogue file. A CSV has a header with `item_id` and any of title, description, category, brand, shop,
 * price, image, vector. If a CSV lists an item twice, the second row is malformed. `readJsonCatalogueFile` reads .json and .json.gz.
 *
 * @throws AisleError as `readEventLog` does; malformed rows are counted for each file
 */
export async function readCatalogueFile(
  file: string,
  onBadRow?: (row: BadRow) => void,
  maxBadShare?: number,
): Promise<ItemMetadata[]> {
  const input: InputFile = { file, option: '--catalogue' };
  if (isJsonCatalogueFile(file)) return readJsonCatalogueFile(input);
  const lineOfItem = new Map<string, number>();
  const items: ItemMetadata[] = [];
  const rows: AsyncIterable<RowBatch<TableRow<'itemId', OptionalField>>> = tableRows(
    input,
    ',',
    COLUMNS,
    () => 'Name the column of item ids item_id.',
  );
  await new RowTally(input, onBadRow, maxBadShare).readAll(rows, (row, line) => {
    const item = parseItemMetadata(row);
    const firstLine = lineOfItem.get(item.itemId);
    if (firstLine !== undefined)
      throw new AisleError('invalid-event', `item_id ${item.itemId} is already on line ${firstLine}.`, {
        field: 'item_id',
      });
    lineOfItem.set(item.itemId, line);
    items.push(item);
  });
  return items;
}
