import type { Release } from '@aisle/weights';

/** Maps a release's item ids to embedding rows and back. */
export interface ItemRows {
  readonly rowOf: (itemId: string) => number | undefined;
  readonly itemIdOf: (row: number) => string;
}

export function itemRowsOf({ itemIds }: Release): ItemRows {
  const rows = new Map(itemIds.map((itemId, i) => [itemId, i + 1]));
  return { rowOf: (itemId) => rows.get(itemId), itemIdOf: (row) => itemIds[row - 1]! };
}
