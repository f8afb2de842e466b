import { scoredRows, topK, type Action, type ScoredRow } from '@aisle/model';
import type { Release } from '@aisle/weights';
import { LightScorer, scoreAsked } from '../lightScorer.js';
import type { Scorer } from '../scorer.js';
import { compileCatalogue, WasmCatalogue } from './catalogue.js';

/**
 * The light tier with its catalogue in WebAssembly: the same numbers, where there are many of them. A history's encoding
 * and a list's scores are too little work to gain by it.
 */
export class WasmScorer implements Scorer {
  readonly tier = 'wasm';
  readonly mostResults = Infinity;
  readonly #light: LightScorer;
  readonly #catalogue: WasmCatalogue;

  private constructor(
    light: LightScorer,
    catalogue: WasmCatalogue,
  ) {
    this.#light = light;
    this.#catalogue = catalogue;
  }

  /** Rejects where WebAssembly is refused or has no room for the catalogue. */
  static async open(release: Release): Promise<WasmScorer> {
    const catalogue = new WasmCatalogue(await compileCatalogue(), release.items, release.config.width);
    return new WasmScorer(new LightScorer(release), catalogue);
  }

  get release(): Release {
    return this.#light.release;
  }

  score(actions: readonly Action[], rows: Int32Array): Float32Array {
    return this.#light.score(actions, rows);
  }

  top(actions: readonly Action[], k: number, leftOut: ReadonlySet<number>): readonly ScoredRow[] {
    const question = this.#light.ask(actions);
    // What the history itself says of an item is not in the table: those are scored one by one, the others by the kernel.
    const recalled = Int32Array.from(scoredRows(question.historyScores)).filter((row) => !leftOut.has(row));
    const found = this.#catalogue.top(question.query, k, [...leftOut, ...recalled]);
    if (!found) return this.#light.top(actions, k, leftOut);
    const scores = scoreAsked(question, this.release.items, recalled);
    const all = [...found, ...Array.from(recalled, (row, i) => ({ row, score: scores[i]! }))].sort((a, b) => a.row - b.row);
    return topK([0, ...all.map(({ score }) => score)], k).map(({ row, score }) => ({ row: all[row - 1]!.row, score }));
  }

  forget(): void {
    this.#light.forget();
  }

  dispose(): void {}
}
