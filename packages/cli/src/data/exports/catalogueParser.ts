import { exactId } from '../exactId.js';
import type { ItemMetadata } from '../itemMetadata.js';
import type { CatalogueFormat, CatalogueMapping } from './catalogueFormat.js';
import { decodeEntities } from './decodeEntities.js';
import type { ExportRecord } from './exportRecord.js';
import { firstField } from './fieldOf.js';
import { GroupedRows } from './groupedRows.js';

const TEXT_FIELDS = ['title', 'description', 'category', 'brand', 'shop', 'image'] as const;
/** Such as `19.90`, `19.90 EUR` and `EUR 19.90`. */
const PRICE = /^(?:[A-Z]{3} ?)?(\d+(?:\.\d+)?)(?: ?[A-Z]{3})?$/;
const TAGS_AND_SPACES = /(?:<[^>]*>|\s)+/g;

/** Parses the records of one catalogue, in file order: a product may have several records. */
export class CatalogueParser {
  readonly #format: CatalogueFormat;
  readonly #mapping: CatalogueMapping;
  readonly #rows: GroupedRows;

  constructor(format: CatalogueFormat, mapping: CatalogueMapping) {
    this.#format = format;
    this.#mapping = mapping;
    this.#rows = new GroupedRows(format.product);
  }

  /**
   * A price or a vector that is not one is dropped.
   *
   * @returns undefined if the record lacks an item or its id
   * @throws AisleError `invalid-event` for a wrong id
   */
  parse(read: ExportRecord): ItemMetadata | undefined {
    const record = this.#rows.fill(read);
    if (this.#format.skips?.(record)) return undefined;
    const found = (field: keyof CatalogueMapping) => firstField(record, this.#mapping[field] ?? []);
    const id = found('item_id');
    if (id === undefined) return undefined;
    const texts = TEXT_FIELDS.flatMap((field) => {
      const text = decodeEntities(String(found(field) ?? '').replace(TAGS_AND_SPACES, ' ')).trim();
      return text === '' ? [] : [[field, text]];
    });
    const price = PRICE.exec(String(found('price') ?? '').trim())?.[1];
    const vector = vectorOf(found('vector'));
    return {
      itemId: exactId(id, 'item_id'),
      ...Object.fromEntries(texts),
      ...(price !== undefined && { price: Number(price) }),
      ...(vector && { vector }),
    };
  }
}

/** A list of numbers, or a text with spaces, commas or semicolons between them. */
function vectorOf(found: unknown): readonly number[] | undefined {
  const parts = Array.isArray(found) ? found : String(found ?? '').split(/[\s,;[\]]+/);
  const vector = parts.filter((part) => part !== '').map(Number);
  return vector.length > 0 && vector.every(Number.isFinite) ? vector : undefined;
}
