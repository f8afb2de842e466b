import { addRecollection, encodeLast, featurize, parameterSpecs, recollect, scoreItems, type Action, type Recollection } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Backend } from './backend.js';
import type { Scorer } from './scorer.js';

/**
 * A release on a tfjs backend. Keeps the encoded query of the latest history, so that several lists on a page cost one
 * pass through the encoder.
 */
export class TensorScorer implements Scorer {
  private readonly parameters: Map<string, Tensor>;
  /** The items' vectors as columns: a product with a transposed argument is ten times slower on WebAssembly. */
  private itemColumns: Tensor | undefined;
  private encoded: { actions: readonly Action[]; length: number; query: Tensor2D; recollection: Recollection } | undefined;

  constructor(
    readonly release: Release,
    readonly backend: Backend,
  ) {
    const { config } = release.manifest;
    this.parameters = new Map(
      parameterSpecs(config).map(({ name, shape }) => [name, backend.library.tensor(release.values.get(name)!, [...shape])]),
    );
  }

  get tier() {
    return this.backend.tier;
  }

  async score(actions: readonly Action[], rows?: Int32Array): Promise<Float32Array> {
    const { library } = this.backend;
    const { config, memory } = this.release;
    if (this.encoded?.actions !== actions || this.encoded.length !== actions.length) {
      this.forget();
      const query = encodeLast(library, config, this.parameters, [featurize(actions, config)]);
      this.encoded = { actions, length: actions.length, query, recollection: recollect(config, memory, actions) };
    }
    const { query, recollection } = this.encoded;
    const tensor = rows ? scoreItems(library, this.parameters, query, rows) : this.scoreAll(query);
    try {
      const scores = (await tensor.data()) as Float32Array;
      addRecollection(scores, recollection, rows);
      return scores;
    } finally {
      tensor.dispose();
    }
  }

  private scoreAll(query: Tensor2D): Tensor {
    const { library } = this.backend;
    this.itemColumns ??= library.transpose(this.parameters.get('item_embedding')!);
    return library.tidy(() => library.add(library.matMul(query, this.itemColumns!), this.parameters.get('item_bias')!));
  }

  forget(): void {
    this.encoded?.query.dispose();
    this.encoded = undefined;
  }

  dispose(): void {
    this.forget();
    this.itemColumns?.dispose();
    for (const tensor of this.parameters.values()) tensor.dispose();
  }
}
