import { AisleError, encodeRanking, type TrackedEvent } from '@aisle/core';
import type {
  EngineApi,
  EngineReason,
  PredictReply,
  PredictRequest,
  Provenance,
  RerankReply,
  RerankRequest,
} from '@aisle/worker';
import type { FakeAnswers } from './answers.js';
import { excludedItems } from './excludedItems.js';

/** What the decisions call of the engine. */
type DecisionMethods = Pick<EngineApi, 'predict' | 'rerank'>;

/** Answers what the test has scripted. Of the history, it reads only what is in the cart and what was bought. */
export class ScriptedEngine implements DecisionMethods {
  readonly #answers: () => FakeAnswers;
  readonly #events: () => readonly TrackedEvent[];

  constructor(answers: () => FakeAnswers, events: () => readonly TrackedEvent[]) {
    this.#answers = answers;
    this.#events = events;
  }

  get #provenance(): Provenance {
    const { release = 'fake', tier = 'light' } = this.#answers().status ?? {};
    return { release, tier, historyId: undefined };
  }

  /** The reply in place of an answer. */
  #without(reason: string) {
    // A test may script any reason of the SDK. The pipeline returns the reason of a reply as it is.
    return { ...this.#provenance, reason: reason as EngineReason };
  }

  /** The ranking that an earlier page would have left. */
  get ranking(): string | undefined {
    const { order, reason } = this.#answers();
    return order && !reason ? encodeRanking(order, false, 0) : undefined;
  }

  async rerank({ itemIds }: RerankRequest): Promise<RerankReply> {
    const { order = [], reason } = this.#answers();
    if (reason) return this.#without(reason);
    const rankOf = (index: number) => (order.includes(itemIds[index]!) ? order.indexOf(itemIds[index]!) : order.length);
    return { ...this.#provenance, order: Uint32Array.from([...itemIds.keys()].sort((a, b) => rankOf(a) - rankOf(b))) };
  }

  async predict(request: PredictRequest): Promise<PredictReply> {
    const { predictions = [], catalogueFile, reason } = this.#answers();
    const { k, candidates, catalogueUrl } = request;
    if (catalogueUrl !== undefined && !catalogueFile) {
      throw new AisleError(
        'catalogue-file-unusable',
        `Catalogue ${catalogueUrl}: the fake has none; script its entries as catalogueFile.`,
        { url: catalogueUrl },
      );
    }
    if (reason) return { ...this.#without(reason), items: [] };
    if (candidates && !predictions.some((id) => candidates.includes(id)))
      return { ...this.#without('unknown-items'), items: [] };
    const excluded = excludedItems(request, this.#events());
    const products =
      catalogueUrl === undefined ? undefined : new Map(catalogueFile?.map((product) => [product.item_id, product]));
    const items = predictions
      // Counting down to 1 for the last of all; real logits do not fall evenly.
      .map((item_id, index) => ({
        item_id,
        score: predictions.length - index,
        ...(products && { product: products.get(item_id) }),
      }))
      .filter(({ item_id }) => (candidates?.includes(item_id) ?? true) && !excluded.has(item_id));
    return { ...this.#provenance, items: items.slice(0, k) };
  }
}
