import { AisleError, toPlainError, type PlainError, type TrackedEvent } from '@aisle/core';
import { topK } from '@aisle/model';
import { EventStore, type Position } from '@aisle/store';
import type { Release } from '@aisle/weights';
import { ReleaseLoader } from '@aisle/weights/loader';
import {
  PROTOCOL_VERSION,
  type EngineApi,
  type EngineOptions,
  type EngineReason,
  type EngineStatus,
  type PredictReply,
  type PredictRequest,
  type Provenance,
  type RerankReply,
  type RerankRequest,
} from '../protocol.js';
import { openBackend, tierBelow, type Backend } from './backend.js';
import { History } from './history.js';
import { orderByScore } from './orderByScore.js';
import { Scorer } from './scorer.js';

/** Problems remembered for `status`; older ones repeat the newer ones. */
const MAX_PROBLEMS = 8;

/** On the GPU, on the GPU recovered, and on the tier below, which cannot be lost. */
const MAX_ATTEMPTS = 3;

/** The engine inside the worker: history, release and backend behind one interface. */
export class Engine implements EngineApi {
  private history!: History;
  private loader!: ReleaseLoader;
  private options!: EngineOptions;
  private release: Release | undefined;
  private backend: Backend | undefined;
  private scorer: Scorer | undefined;
  private ready: Promise<void> | undefined;
  private updated: Promise<void> | undefined;
  private deviceLosses = 0;
  private replacing: Promise<void> = Promise.resolve();
  private readonly problems: PlainError[] = [];

  async start(protocolVersion: number, options: EngineOptions): Promise<void> {
    if (protocolVersion !== PROTOCOL_VERSION) {
      throw new AisleError(
        'protocol-mismatch',
        `The page speaks protocol ${protocolVersion}, the worker ${PROTOCOL_VERSION}: deploy aisle.js and the worker file together.`,
        { page: protocolVersion, worker: PROTOCOL_VERSION },
      );
    }
    this.options = options;
    // Read-only here: the page's tracker writes and prunes.
    this.history = new History(new EventStore(options.namespace));
    this.loader = new ReleaseLoader({ manifestUrl: options.manifestUrl, cacheName: `aisle-${options.namespace}` });
    // Whatever fails here is told by `status`, and by the reason of every answer.
    this.ready = this.prepare().catch((cause: unknown) => this.report(toPlainError(cause)));
  }

  private report(problem: PlainError): void {
    this.problems.push(problem);
    if (this.problems.length > MAX_PROBLEMS) this.problems.shift();
  }

  /** Serves from the cached release at once where there is one; what the manifest names now replaces it when it is whole. */
  private async prepare(): Promise<void> {
    const [cached, backend] = await Promise.all([
      this.loader.loadCached().catch(() => undefined),
      openBackend(this.options.tier, (problem) => this.report(problem)),
    ]);
    this.useBackend(backend);
    this.use(cached);
    this.updated = this.fetchRelease();
    if (!cached) await this.updated;
  }

  private async fetchRelease(): Promise<void> {
    try {
      this.use(await this.loader.load(this.release));
    } catch (cause) {
      this.report(toPlainError(cause));
    }
  }

  private useBackend(backend: Backend | undefined): void {
    this.backend = backend;
    void backend?.lost.then((message) => {
      return this.replaceBackend(backend, `the GPU device was lost: ${message}`);
    });
  }

  /**
   * Puts another backend in the place of one that failed. Both the device's loss and every request that was computing on
   * it come here; one replacement serves them all, since tfjs has one active backend.
   */
  private replaceBackend(failed: Backend, why: string): Promise<void> {
    if (this.backend === failed) {
      this.backend = undefined;
      this.scorer = undefined;
      this.replacing = this.openInsteadOf(failed, why);
    }
    return this.replacing;
  }

  /** Recovers the same tier once, after that goes one tier down. */
  private async openInsteadOf(failed: Backend, why: string): Promise<void> {
    this.deviceLosses += 1;
    const tier = this.deviceLosses === 1 ? failed.tier : (tierBelow(failed.tier) ?? failed.tier);
    this.report({ code: 'no-backend', message: `Tier ${failed.tier} stopped: ${why}. Now trying ${tier}.`, details: { tier } });
    this.useBackend(await openBackend(tier, (problem) => this.report(problem)));
    this.use(this.release);
  }

  /** Swaps whole, between requests: a request that is under way keeps the scorer that it started with. */
  private use(release: Release | undefined): void {
    if (!release || (this.scorer && this.release === release)) return;
    this.release = release;
    if (!this.backend) return;
    const previous = this.scorer;
    this.scorer = new Scorer(release, this.backend);
    previous?.dispose();
  }

  async ping(): Promise<void> {}

  async whenReady(): Promise<EngineStatus> {
    await this.ready;
    return this.status();
  }

  async advance(event: TrackedEvent, position: Position): Promise<void> {
    this.history.advance(event, position);
  }

  async forget(): Promise<void> {
    this.history.forget();
  }

  async whenUpdated(): Promise<EngineStatus> {
    await this.ready;
    await this.updated;
    return this.status();
  }

  private status(): EngineStatus {
    return {
      tier: this.backend?.tier,
      adapter: this.backend?.adapter,
      release: this.release?.manifest.releaseId,
      problems: this.problems,
    };
  }

  private provenance(scorer: Scorer | undefined): Provenance {
    return {
      release: scorer?.release.manifest.releaseId,
      tier: scorer?.backend.tier,
    };
  }

  /**
   * Scores after the history, or says why not. A backend that fails while computing is replaced, and the request tried
   * again on the new one.
   */
  private async scoreFor(
    position: Position | undefined,
    rowsOf: (scorer: Scorer) => Int32Array | undefined,
  ): Promise<{ scorer?: Scorer; rows?: Int32Array | undefined; scores?: Float32Array; reason?: EngineReason }> {
    await this.ready;
    await this.history.catchUp(position);
    for (let attempt = 1; ; attempt++) {
      await this.replacing;
      const { scorer } = this;
      if (!scorer) return { reason: 'no-model' };
      const actions = this.history.actions(scorer.rowOf);
      if (actions.length === 0) return { scorer, reason: 'cold-start' };
      const rows = rowsOf(scorer);
      if (rows?.length === 0) return { scorer, reason: 'unknown-items' };
      try {
        return { scorer, rows, scores: await scorer.score(actions, this.history.version, rows) };
      } catch (cause) {
        if (attempt === MAX_ATTEMPTS) throw cause;
        await this.replaceBackend(scorer.backend, toPlainError(cause).message);
      }
    }
  }

  async rerank({ itemIds, position }: RerankRequest): Promise<RerankReply> {
    const { scorer, scores, reason } = await this.scoreFor(position, (using) =>
      Int32Array.from(itemIds.flatMap((itemId) => using.rowOf(itemId) ?? [])),
    );
    if (!scorer || !scores) return { ...this.provenance(scorer), reason: reason! };
    return { ...this.provenance(scorer), order: orderByScore(itemIds, scorer.rowOf, scores) };
  }

  async predict({ k, candidates, exclude, position }: PredictRequest): Promise<PredictReply> {
    const { scorer, rows, scores, reason } = await this.scoreFor(
      position,
      (using) => candidates && Int32Array.from(new Set(candidates.flatMap((itemId) => using.rowOf(itemId) ?? []))),
    );
    if (!scorer || !scores) return { ...this.provenance(scorer), items: [], reason: reason! };
    const excluded = new Set(exclude?.map(scorer.rowOf));
    // topK leaves entry 0 out, which is the padding row when all items are scored.
    const all = rows ? withPadding(scores) : scores;
    const rowAt = (index: number) => (rows ? rows[index - 1]! : index);
    const best = topK(all, k, (index) => !excluded.has(rowAt(index)));
    const items = best.map(({ row, score }) => ({ item_id: scorer.itemIdOf(rowAt(row)), score }));
    return { ...this.provenance(scorer), items };
  }
}

/** The scores behind a first entry of 0, where topK expects the padding row. */
function withPadding(scores: Float32Array): Float32Array {
  const padded = new Float32Array(scores.length + 1);
  padded.set(scores, 1);
  return padded;
}
