import { AisleError } from '@aisle/core';
import type { ItemVectors } from '@aisle/model/train';
import type { ItemMetadata } from './itemMetadata.js';

/**
 * The vectors of the catalogue file.
 *
 * @param itemIds row r is that of `itemIds[r - 1]`
 * @returns undefined if no item has one
 * @throws AisleError `data-invalid` for vectors of several lengths
 */
export function vectorsOfItems(
  itemMetadata: readonly ItemMetadata[],
  itemIds: readonly string[],
): ItemVectors | undefined {
  const first = itemMetadata.find(({ vector }) => vector);
  if (!first?.vector) return undefined;
  const width = first.vector.length;
  const other = itemMetadata.find(({ vector }) => vector && vector.length !== width);
  if (other) {
    throw new AisleError(
      'data-invalid',
      `The catalogue file has a vector of ${width} numbers for item ${first.itemId} and of ${other.vector!.length} for item ${other.itemId}. Give all items vectors of one model.`,
    );
  }
  const vectorOf = new Map<string, readonly number[]>(
    itemMetadata.flatMap(({ itemId, vector }) => (vector ? [[itemId, vector]] : [])),
  );
  const vectors = new Float32Array((itemIds.length + 1) * width);
  itemIds.forEach((itemId, i) => {
    const vector = vectorOf.get(itemId);
    if (vector) vectors.set(vector, (i + 1) * width);
  });
  return { width, vectors };
}
