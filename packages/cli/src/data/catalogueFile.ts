import { AisleError } from '@aisle/core';
import { exactId } from './exactId.js';
import type { CatalogueField } from './exports/catalogueFormat.js';
import { CatalogueParser } from './exports/catalogueParser.js';
import { type ChosenCatalogue, chooseCatalogue } from './exports/chooseCatalogue.js';
import { recordRows } from './exports/recordFile.js';
import { type InputFile, inputError } from './inputFile.js';
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

/** A file's names for the fields of an item: the values of `--catalogue-column`. */
export type CatalogueNames = Readonly<Partial<Record<CatalogueField, string>>>;

export interface CatalogueSource {
  readonly file: string;
  /** The file's names for fields. Default: those of its format. */
  readonly names?: CatalogueNames | undefined;
  readonly onBadRow?: ((row: BadRow) => void) | undefined;
  /** Largest share of malformed rows. Default: 0.01. */
  readonly maxBadShare?: number | undefined;
}

export interface ReadCatalogue {
  readonly items: readonly ItemMetadata[];
  /** For an export: how it was read. */
  readonly notes: readonly string[];
}

/** Reads a CSV with our columns. */
async function readTable(input: InputFile, { onBadRow, maxBadShare }: CatalogueSource): Promise<ItemMetadata[]> {
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

/** Reads an export. The first record of each item counts. */
async function readExport(
  input: InputFile,
  { format, file, mapping }: ChosenCatalogue,
  { onBadRow, maxBadShare }: CatalogueSource,
): Promise<ReadCatalogue> {
  const parser = new CatalogueParser(format, mapping);
  const items = new Map<string, ItemMetadata>();
  const wanted = [...Object.values(mapping).flat(), ...(format.ruleColumns ?? []), ...(format.product?.columns ?? [])];
  let skipped = 0;
  await new RowTally(input, onBadRow, maxBadShare).readAll(recordRows(input, file, wanted), (record) => {
    const item = parser.parse(record);
    if (item === undefined || items.has(item.itemId)) skipped += 1;
    else items.set(item.itemId, item);
  });
  if (items.size === 0)
    throw inputError(
      'data-invalid',
      input,
      'no items',
      'Name the column of item ids with --catalogue-column item_id=NAME.',
    );
  const columns = Object.entries(mapping).map(([field, names]) => `  ${field.padEnd(13)}${names.join(', else ')}`);
  const notes = [
    `${input.file} is read as ${format.description}`,
    ...columns,
    ...(skipped > 0 ? [`  ${skipped.toLocaleString('en-US')} rows without a new item id are excluded`] : []),
  ];
  return { items: [...items.values()], notes };
}

/**
 * Reads the shop's catalogue file. A CSV has a header with `item_id` and any of title, description, category, brand, shop,
 * price, image, vector. If such a CSV lists an item twice, the second row is malformed. `readJsonCatalogueFile` reads .json
 * and .json.gz. Exports are recognised by their header or first record.
 *
 * @throws AisleError as `readEventLog` does; malformed rows are counted for each file
 */
export async function readCatalogueFile(source: CatalogueSource): Promise<ReadCatalogue> {
  const input: InputFile = { file: source.file, option: '--catalogue' };
  if (isJsonCatalogueFile(source.file)) return { items: await readJsonCatalogueFile(input), notes: [] };
  const chosen = await chooseCatalogue(input, source.names ?? {});
  return chosen ? readExport(input, chosen, source) : { items: await readTable(input, source), notes: [] };
}
