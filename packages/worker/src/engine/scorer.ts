import { addRecollection, encodeLast, featurize, parameterSpecs, recollect, scoreItems, type Action, type Recollection } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';

/**
 * One release on one backend. Keeps the encoded query of the latest history, so that several lists on a page cost one
 * pass through the encoder.
 */
export class Scorer {
  private readonly parameters: Map<string, Tensor>;
  private readonly rows: Map<string, number>;
  private encoded: { version: number; query: Tensor2D; recollection: Recollection } | undefined;

  constructor(
    readonly release: Release,
    readonly backend: Backend,
  ) {
    const { config } = release.manifest;
    this.parameters = new Map(
      parameterSpecs(config).map(({ name, shape }) => [name, backend.library.tensor(release.values.get(name)!, [...shape])]),
    );
    this.rows = new Map(release.itemIds.map((itemId, i) => [itemId, i + 1]));
  }

  readonly rowOf = (itemId: string): number | undefined => this.rows.get(itemId);

  itemIdOf(row: number): string {
    return this.release.itemIds[row - 1]!;
  }

  /**
   * @param actions the history, not empty
   * @param version of the history; the same version means the same actions
   * @param rows to score; absent means all
   * @returns float32 scores (logits), [rows.length] or [itemCount + 1]
   */
  async score(actions: readonly Action[], version: number, rows?: Int32Array): Promise<Float32Array> {
    const { library } = this.backend;
    const { config, memory } = this.release;
    if (this.encoded?.version !== version) {
      this.encoded?.query.dispose();
      const query = encodeLast(library, config, this.parameters, [featurize(actions, config)]);
      this.encoded = { version, query, recollection: recollect(config, memory, actions) };
    }
    const { query, recollection } = this.encoded;
    const tensor = scoreItems(library, this.parameters, query, rows);
    try {
      const scores = (await tensor.data()) as Float32Array;
      addRecollection(scores, recollection, rows);
      return scores;
    } finally {
      tensor.dispose();
    }
  }

  dispose(): void {
    this.encoded?.query.dispose();
    for (const tensor of this.parameters.values()) tensor.dispose();
  }
}
