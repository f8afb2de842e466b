import type { Release } from '@aisle/weights';

/** A release's item ids and embedding rows, both ways. */
export class ItemRows {
  private readonly rows: ReadonlyMap<string, number>;

  constructor(private readonly release: Release) {
    this.rows = new Map(release.itemIds.map((itemId, i) => [itemId, i + 1]));
  }

  readonly rowOf = (itemId: string): number | undefined => this.rows.get(itemId);

  readonly itemIdOf = (row: number): string => this.release.itemIds[row - 1]!;
}
