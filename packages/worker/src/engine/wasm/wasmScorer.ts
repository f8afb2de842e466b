import { type Action, type ScoredRow, scoredRows, topOfRows } from '@aisle/model';
import type { Release } from '@aisle/weights';
import { LightScorer, scoreAsked } from '../lightScorer.js';
import { compileCatalogue, WasmCatalogue } from './catalogue.js';

/**
 * The light tier with its catalogue in WebAssembly: the same numbers, where there are many of them. A history's encoding
 * and a list's scores are too little work to gain by it.
 */
export class WasmScorer extends LightScorer {
  override readonly tier = 'wasm';
  readonly #catalogue: WasmCatalogue;

  private constructor(release: Release, catalogue: WasmCatalogue) {
    super(release);
    this.#catalogue = catalogue;
  }

  /** Rejects where WebAssembly is refused or has no room for the catalogue. */
  static async open(release: Release): Promise<WasmScorer> {
    return new WasmScorer(release, new WasmCatalogue(await compileCatalogue(), release.items, release.config.width));
  }

  override top(actions: readonly Action[], k: number, leftOut: ReadonlySet<number>): ScoredRow[] {
    const question = this.ask(actions);
    // What the history itself says of an item is not in the table: those are scored one by one, the others by the kernel.
    const recalled = Int32Array.from(scoredRows(question.historyScores)).filter((row) => !leftOut.has(row));
    const found = this.#catalogue.top(question.query, k, [...leftOut, ...recalled]);
    if (!found) return super.top(actions, k, leftOut);
    const scores = scoreAsked(question, this.release.items, recalled);
    const all = [...found, ...Array.from(recalled, (row, i) => ({ row, score: scores[i]! }))].sort(
      (a, b) => a.row - b.row,
    );
    return topOfRows(
      all.map(({ row }) => row),
      all.map(({ score }) => score),
      k,
    );
  }
}
