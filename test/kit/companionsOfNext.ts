import type { TransitionTable } from '@aisle/model';

const COMPANIONS = 8;
/** The companions of each item are the eight next items, the nearest one strongest. The last item's next one is the first. */
export function companionsOfNext(itemCount: number): TransitionTable {
  const rows = Array.from({ length: itemCount }, (_, i) => i + 1);
  const nextOf = (row: number) => Array.from({ length: COMPANIONS }, (_, i) => ((row + i) % itemCount) + 1);
  const entries = rows.flatMap((row) =>
    nextOf(row)
      .map((toRow, i) => ({ toRow, strength: COMPANIONS - i }))
      .sort((a, b) => a.toRow - b.toRow),
  );
  return {
    offsets: Uint32Array.from({ length: itemCount + 2 }, (_, row) => COMPANIONS * Math.max(0, row - 1)),
    toRows: Int32Array.from(entries, ({ toRow }) => toRow),
    strengths: Float32Array.from(entries, ({ strength }) => strength),
  };
}
