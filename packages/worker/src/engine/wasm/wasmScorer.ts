import { type Action, type ScoredRow, scoredRows, topOfRows } from '@aisle/model';
import type { Release } from '@aisle/weights';
import { LightScorer, scoreItems } from '../lightScorer.js';
import { compileScanKernel, WasmItemMatrix } from './itemMatrix.js';

/**
 * The light tier with the item matrix in WebAssembly, and the same results. WebAssembly only ranks all items. Encoding a
 * history and scoring a list are too little work to profit.
 */
export class WasmScorer extends LightScorer {
  override readonly tier = 'wasm';
  readonly #itemMatrix: WasmItemMatrix;

  private constructor(release: Release, itemMatrix: WasmItemMatrix) {
    super(release);
    this.#itemMatrix = itemMatrix;
  }

  /** Rejects if WebAssembly is forbidden or memory is insufficient. */
  static async open(release: Release): Promise<WasmScorer> {
    return new WasmScorer(release, new WasmItemMatrix(await compileScanKernel(), release.items, release.config.width));
  }

  override top(actions: readonly Action[], k: number, excluded: ReadonlySet<number>): ScoredRow[] {
    const encoded = this.encode(actions);
    // The kernel does not add history scores, so items with history scores are scored separately.
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
