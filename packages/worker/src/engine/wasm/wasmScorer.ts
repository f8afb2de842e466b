import { type Action, type ScoredRow, scoredRows, topOfRows } from '@aisle/model';
import type { Release } from '@aisle/weights';
import { LightScorer, scoreItems } from '../lightScorer.js';
import { compileScanKernel, WasmItemMatrix } from './itemMatrix.js';

/**
 * The light tier with its catalogue in WebAssembly: the same numbers, where there are many of them. A history's encoding
 * and a list's scores are too little work to gain by it.
 */
export class WasmScorer extends LightScorer {
  override readonly tier = 'wasm';
  readonly #itemMatrix: WasmItemMatrix;

  private constructor(release: Release, itemMatrix: WasmItemMatrix) {
    super(release);
    this.#itemMatrix = itemMatrix;
  }

  /** Rejects where WebAssembly is refused or has no room for the catalogue. */
  static async open(release: Release): Promise<WasmScorer> {
    return new WasmScorer(release, new WasmItemMatrix(await compileScanKernel(), release.items, release.config.width));
  }

  override top(actions: readonly Action[], k: number, excluded: ReadonlySet<number>): ScoredRow[] {
    const encoded = this.encode(actions);
    // What the history itself says of an item is not in the table: those are scored one by one, the others by the kernel.
    const historyRows = Int32Array.from(scoredRows(encoded.historyScores)).filter((row) => !excluded.has(row));
    const found = this.#itemMatrix.top(encoded.query, k, [...excluded, ...historyRows]);
    if (!found) return super.top(actions, k, excluded);
    const scores = scoreItems(encoded, this.release.items, historyRows);
    const all = [...found, ...Array.from(historyRows, (row, i) => ({ row, score: scores[i]! }))].sort(
      (a, b) => a.row - b.row,
    );
    return topOfRows(
      all.map(({ row }) => row),
      all.map(({ score }) => score),
      k,
    );
  }
}
