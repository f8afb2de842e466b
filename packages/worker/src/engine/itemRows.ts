import type { Release } from '@aisle/weights';

/** A release's item ids and embedding rows, both ways. */
export class ItemRows {
  readonly #rows: ReadonlyMap<string, number>;
  readonly #release: Release;

  constructor(release: Release) {
    this.#release = release;
    this.#rows = new Map(release.itemIds.map((itemId, i) => [itemId, i + 1]));
  }

  readonly rowOf = (itemId: string): number | undefined => this.#rows.get(itemId);

  readonly itemIdOf = (row: number): string => this.#release.itemIds[row - 1]!;
}
