import { AisleError, encodeRanking, excludedItems, itemsOfEvent, type TrackedEvent } from '@aisle/core';
import type {
  BoughtWithRequest,
  CoinsReply,
  DecideReply,
  DecideRequest,
  DeclaredReply,
  EngineApi,
  EngineReason,
  ExplainReply,
  ExplainRequest,
  IntentReply,
  PredictReply,
  PredictRequest,
  Provenance,
  RelatedRequest,
  ReportReply,
  RerankReply,
  RerankRequest,
  RowRequest,
  TrendingRequest,
} from '@aisle/worker';
import type { FakeAnswers } from './answers.js';
import { scriptedDecision } from './scriptedDecision.js';

/** The methods of the engine that decisions call. */
type DecisionMethods = Pick<
  EngineApi,
  | 'reportAnswer'
  | 'boughtWith'
  | 'coins'
  | 'decide'
  | 'declared'
  | 'explain'
  | 'intent'
  | 'predict'
  | 'related'
  | 'rerank'
  | 'trending'
>;

/** Returns the answers of the test. From the history it reads only the cart and the purchases. */
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

  /** A reply without an answer. */
  #replyWithReason(reason: string) {
    // A test may set any reason of the SDK. The pipeline passes the reason of a reply through.
    return { ...this.#provenance, reason: reason as EngineReason };
  }

  /** The ranking that an earlier page would have stored. */
  get ranking(): string | undefined {
    const { order, reason } = this.#answers();
    return order && !reason ? encodeRanking(order, false, 0) : undefined;
  }

  async rerank({ itemIds }: RerankRequest): Promise<RerankReply> {
    const { order = [], reason } = this.#answers();
    if (reason) return this.#replyWithReason(reason);
    const rankOf = (index: number) => (order.includes(itemIds[index]!) ? order.indexOf(itemIds[index]!) : order.length);
    return { ...this.#provenance, order: Uint32Array.from([...itemIds.keys()].sort((a, b) => rankOf(a) - rankOf(b))) };
  }

  async predict(request: PredictRequest): Promise<PredictReply> {
    return this.#row(this.#answers().predictions, request, excludedItems(request, this.#events()));
  }

  async related({ itemId, ...request }: RelatedRequest): Promise<PredictReply> {
    return this.#row(this.#answers().related, request, [itemId]);
  }

  async boughtWith({ itemIds, ...request }: BoughtWithRequest): Promise<PredictReply> {
    // As in the real engine, an empty cart gives an empty row.
    if (itemIds.length === 0) return { ...this.#provenance, items: [] };
    return this.#row(this.#answers().boughtWith, request, itemIds);
  }

  async trending(request: TrendingRequest): Promise<PredictReply> {
    return this.#row(this.#answers().trending, request, []);
  }

  async intent(): Promise<IntentReply> {
    const { intent, reason } = this.#answers();
    if (reason) return this.#replyWithReason(reason);
    if (this.#events().length === 0) return this.#replyWithReason('cold-start');
    return intent ? { ...this.#provenance, missing: {}, ...intent } : this.#replyWithReason('no-head');
  }

  async coins(): Promise<CoinsReply> {
    const { reason, coins } = this.#answers();
    if (reason) return this.#replyWithReason(reason);
    return coins ? { ...this.#provenance, coins } : this.#replyWithReason('no-interventions');
  }

  /** The one that the test decides for. */
  async declared(): Promise<DeclaredReply> {
    const { decision, reason } = this.#answers();
    if (reason) return this.#replyWithReason(reason);
    return { ...this.#provenance, interventions: decision?.intervention ? [decision.intervention] : [] };
  }

  /** The fake reports nothing. */
  async reportAnswer(): Promise<ReportReply> {
    return this.#replyWithReason('no-interventions');
  }

  async decide(request: DecideRequest): Promise<DecideReply> {
    const { decision, reason } = this.#answers();
    if (reason) return this.#replyWithReason(reason);
    if (this.#events().length === 0) return this.#replyWithReason('cold-start');
    return decision
      ? { ...this.#provenance, ...scriptedDecision(decision, request) }
      : this.#replyWithReason('no-interventions');
  }

  /** Each event with items adds one logit to every item. */
  async explain({ itemIds }: ExplainRequest): Promise<ExplainReply> {
    const { reason } = this.#answers();
    if (reason) return this.#replyWithReason(reason);
    const events = this.#events().map((event) => ({
      type: event.type,
      timestampMs: event.timestampMs,
      items: itemsOfEvent(event),
    }));
    const explained = events.filter(({ items }) => items.length > 0);
    if (explained.length === 0) return this.#replyWithReason('cold-start');
    const rows = explained.map((_, cause) => ({ cause, part: 'transitions', contribution: 1 }));
    return {
      ...this.#provenance,
      items: itemIds.map((item_id) => ({ item_id, score: rows.length, rows })),
      events: explained,
    };
  }

  /** @param excludedIds in addition to those of the request */
  #row(
    itemIds: readonly string[] = [],
    { k, candidates, exclude = [], catalogueUrl }: RowRequest,
    excludedIds: Iterable<string>,
  ): PredictReply {
    const { catalogueFile, reason } = this.#answers();
    if (catalogueUrl !== undefined && !catalogueFile) {
      throw new AisleError(
        'catalogue-file-unusable',
        `Catalogue ${catalogueUrl}: the fake has none. Set its entries as catalogueFile.`,
        { url: catalogueUrl },
      );
    }
    if (reason) return { ...this.#replyWithReason(reason), items: [] };
    if (candidates && !itemIds.some((id) => candidates.includes(id)))
      return { ...this.#replyWithReason('unknown-items'), items: [] };
    const excluded = new Set([...exclude, ...excludedIds]);
    const products =
      catalogueUrl === undefined ? undefined : new Map(catalogueFile?.map((product) => [product.item_id, product]));
    const items = itemIds
      // Scores count down to 1. Real logits are not evenly spaced.
      .map((item_id, index) => ({
        item_id,
        score: itemIds.length - index,
        ...(products && { product: products.get(item_id) }),
      }))
      .filter(
        ({ item_id, product }) =>
          (candidates?.includes(item_id) ?? true) &&
          !excluded.has(item_id) &&
          (!products || (product && product.in_stock !== false)),
      );
    return { ...this.#provenance, items: items.slice(0, k) };
  }
}
