import { AisleError, parseItemId } from '@aisle/core';
import * as v from 'valibot';
import { checkUtf8 } from './checkUtf8.js';
import { fileBytes, type InputFile, inputError } from './inputFile.js';
import type { ItemMetadata } from './itemMetadata.js';

export const isJsonCatalogueFile = (file: string): boolean => /\.json(\.gz)?$/i.test(file);

const attributeValues = v.pipe(
  v.array(v.union([v.string(), v.number()])),
  v.transform((values) => values.map(String)),
);
const text = v.exactOptional(v.string());
const entry = v.union([
  v.pipe(
    attributeValues,
    v.transform((values) => ({ values })),
  ),
  v.object({
    title: text,
    description: text,
    category: text,
    brand: text,
    shop: text,
    image: text,
    price: v.exactOptional(v.pipe(v.number(), v.finite(), v.minValue(0))),
    values: v.exactOptional(attributeValues),
    vector: v.exactOptional(v.array(v.pipe(v.number(), v.finite()))),
  }),
]);

const ADVICE =
  'Write one JSON object from item id to a list of attribute values, such as {"item-1": ["boots", 17]}, or to fields, such as {"item-1": {"title": "Boots", "vector": [0.1, -0.2]}}.';

/**
 * Reads a catalogue file with one JSON object from item id to the list of the item's attribute values, texts or numbers,
 * or to an object with the fields of `ItemMetadata`. Order and duplicates of values are ignored. The items are in the order
 * of JavaScript's object keys.
 *
 * @throws AisleError `data-invalid` if the file has other content; `data-unreadable` as `fileBytes` does
 */
export async function readJsonCatalogueFile(input: InputFile): Promise<ItemMetadata[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of fileBytes(input)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  checkUtf8(input, bytes, 1);
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw inputError('data-invalid', input, `a file that is not JSON (${(cause as Error).message})`, ADVICE, cause);
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw inputError(
      'data-invalid',
      input,
      `JSON that is ${Array.isArray(found) ? 'an array' : JSON.stringify(found)}`,
      ADVICE,
    );
  }
  const items = Object.entries(found).map(([itemId, values]) => parseEntry(input, itemId, values));
  if (items.length === 0) throw inputError('data-invalid', input, 'no items', 'Export the data again.');
  return items;
}

function parseEntry(input: InputFile, itemId: string, values: unknown): ItemMetadata {
  const fields = v.safeParse(entry, values);
  if (!fields.success) {
    throw inputError('data-invalid', input, `${JSON.stringify(values)} for item ${JSON.stringify(itemId)}`, ADVICE);
  }
  try {
    return { itemId: parseItemId(itemId), ...fields.output };
  } catch (cause) {
    if (!(cause instanceof AisleError)) throw cause;
    throw inputError('data-invalid', input, `an invalid item id: ${cause.message}`, ADVICE, cause);
  }
}
