import { type InputFile, inputError } from '../inputFile.js';
import {
  CATALOGUE_FIELDS,
  type CatalogueField,
  type CatalogueFormat,
  type CatalogueMapping,
} from './catalogueFormat.js';
import { merchantFeed } from './merchantFeed.js';
import { inspectRecordFile, type RecordFile } from './recordFile.js';
import { shopifyProducts } from './shopifyProducts.js';

export interface ChosenCatalogue {
  readonly format: CatalogueFormat;
  readonly file: RecordFile;
  readonly mapping: CatalogueMapping;
}

const EXPORTS: readonly CatalogueFormat[] = [shopifyProducts, merchantFeed];

/** Any other file. */
const namedFields: CatalogueFormat = {
  description: 'a catalogue with named columns',
  matches: () => true,
  columns: Object.fromEntries(CATALOGUE_FIELDS.map((field) => [field, [field]])),
};

/**
 * How a catalogue is read.
 *
 * @param names the values of `--catalogue-column`
 * @returns undefined for a CSV with our columns
 * @throws AisleError `data-invalid` if the file lacks a named column; or as `fileBytes` does
 */
export async function chooseCatalogue(
  input: InputFile,
  names: Readonly<Partial<Record<CatalogueField, string>>>,
): Promise<ChosenCatalogue | undefined> {
  const file = await inspectRecordFile(input);
  if (!file) return undefined;
  const present = new Set(file.names);
  const known = EXPORTS.find(({ matches }) => matches(present));
  const isPlainTable = file.kind === 'table' && Object.keys(names).length === 0;
  if (!known && isPlainTable) return undefined;
  const format = known ?? namedFields;
  const missing = Object.entries(names).find(([, name]) => !present.has(name));
  if (missing) {
    throw inputError(
      'data-invalid',
      input,
      `no column ${missing[1]} for ${missing[0]} in ${file.names.join(', ')}`,
      'Correct --catalogue-column.',
    );
  }
  const mapping = Object.fromEntries(
    CATALOGUE_FIELDS.flatMap((field) => {
      const asked = names[field];
      const found = asked === undefined ? (format.columns[field] ?? []).filter((name) => present.has(name)) : [asked];
      return found.length === 0 ? [] : [[field, field === 'item_id' ? found.slice(0, 1) : found]];
    }),
  );
  return { format, file, mapping };
}
