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
import { findFasterBackend } from './calibrate.js';
import { ItemRows } from './itemRows.js';
import { LightScorer } from './lightScorer.js';
import type { Scorer } from './scorer.js';
import { TensorScorer } from './tensorScorer.js';

/** Problems remembered for `status`; older ones repeat the newer ones. */
const MAX_PROBLEMS = 8;

/** The engine inside the worker: history, release and tiers behind one interface. */
export class Engine implements EngineApi {
  private history!: History;
  private loader!: ReleaseLoader;
  private options!: EngineOptions;
  private release: Release | undefined;
  private items: ItemRows | undefined;
  private light: LightScorer | undefined;
  private tensor: TensorScorer | undefined;
  private backend: Backend | undefined;
  private ready: Promise<void> | undefined;
  private updated: Promise<void> | undefined;
  private calibrated: Promise<void> | undefined;
  private backendLosses = 0;
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
    const { tier } = this.options;
    const named = tier === 'webgpu' || tier === 'wasm' ? openBackend(tier, (problem) => this.report(problem)) : undefined;
    this.use(await this.loader.loadCached().catch(() => undefined));
    this.useBackend(await named);
    this.updated = this.fetchRelease();
    if (!this.release) await this.updated;
    if (tier === 'auto') this.calibrated = this.updated.then(() => this.calibrate()).catch((cause: unknown) => this.report(toPlainError(cause)));
  }

  /** Looks for a tier that ranks the whole catalogue faster than the light one; what was found for this release is remembered. */
  private async calibrate(): Promise<void> {
    const { release } = this;
    if (!release) return;
    const remembered = await this.loader.recallNote(release);
    if (remembered === 'light') return;
    const { tier, backend } = await findFasterBackend(release, remembered, (problem) => this.report(problem));
    if (tier && tier !== remembered) await this.loader.keepNote(release, tier);
    if (backend) this.useBackend(backend);
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
    this.useTensors();
    void backend?.lost.then((message) => this.replaceBackend(backend, `the GPU device was lost: ${message}`));
  }

  /** The release's tensors on the backend; where there is no room for them, the light tier goes on alone. */
  private useTensors(): void {
    const previous = this.tensor;
    this.tensor = undefined;
    previous?.dispose();
    if (!this.release || !this.backend) return;
    try {
      this.tensor = new TensorScorer(this.release, this.backend);
    } catch (cause) {
      const { tier } = this.backend;
      this.report({ code: 'no-backend', message: `Tier ${tier} could not take the release: ${toPlainError(cause).message}`, details: { tier } });
    }
  }

  /**
   * Puts another backend in the place of one that failed: the same tier once, after that the one below. Both the
   * device's loss and every request that was computing on it come here; one replacement serves them all, since tfjs has
   * one active backend. Nobody waits for it: the light tier answers meanwhile. Never rejects.
   */
  private async replaceBackend(failed: Backend, why: string): Promise<void> {
    if (this.backend !== failed) return;
    this.backend = undefined;
    this.tensor = undefined;
    this.backendLosses += 1;
    const tier = this.backendLosses === 1 ? failed.tier : tierBelow(failed.tier);
    this.report({ code: 'no-backend', message: `Tier ${failed.tier} stopped: ${why}. Now trying ${tier ?? 'light'}.`, details: { tier } });
    // A lost device takes its tensors along; WebAssembly's memory would keep them.
    if (failed.tier === 'wasm') failed.close();
    if (tier) this.useBackend(await openBackend(tier, (problem) => this.report(problem)));
  }

  /** Swaps whole, between requests: a request that is under way keeps the scorer that it started with. */
  private use(release: Release | undefined): void {
    if (!release || this.release === release) return;
    this.release = release;
    this.items = new ItemRows(release);
    this.light = new LightScorer(release);
    this.useTensors();
  }

  /** What ranks lists, or the whole catalogue: a tier that the shop named serves both, one that calibration found the catalogue only. */
  private scorer(catalogue: boolean): Scorer | undefined {
    return this.tensor && (catalogue || this.options.tier !== 'auto') ? this.tensor : this.light;
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
    this.light?.forget();
    this.tensor?.forget();
  }

  async whenUpdated(): Promise<EngineStatus> {
    await this.ready;
    await this.updated;
    return this.status();
  }

  async whenCalibrated(): Promise<EngineStatus> {
    await this.ready;
    await this.calibrated;
    return this.status();
  }

  private status(): EngineStatus {
    return {
      tier: this.scorer(false)?.tier,
      catalogueTier: this.scorer(true)?.tier,
      adapter: this.tensor?.backend.adapter,
      release: this.release?.manifest.releaseId,
      problems: this.problems,
    };
  }

  private provenance(scorer: Scorer | undefined): Provenance {
    return { release: scorer?.release.manifest.releaseId, tier: scorer?.tier };
  }

  /**
   * Scores after the history, or says why not. A backend that fails while computing is replaced, and the request tried
   * again on what is there then.
   *
   * @param rowsOf what to score; undefined means the whole catalogue
   */
  private async scoreFor(
    position: Position | undefined,
    rowsOf: ((items: ItemRows) => Int32Array) | undefined,
  ): Promise<{ scorer?: Scorer; items?: ItemRows; rows?: Int32Array | undefined; scores?: Float32Array; reason?: EngineReason }> {
    await this.ready;
    await this.history.catchUp(position);
    for (;;) {
      const scorer = this.scorer(!rowsOf);
      const { items } = this;
      if (!scorer || !items) return { reason: 'no-model' };
      const actions = this.history.actions(items.rowOf);
      if (actions.length === 0) return { scorer, reason: 'cold-start' };
      const rows = rowsOf?.(items);
      if (rows?.length === 0) return { scorer, reason: 'unknown-items' };
      try {
        return { scorer, items, rows, scores: await scorer.score(actions, rows) };
      } catch (cause) {
        // Ends: a scorer that failed is not used again, and the light tier is no TensorScorer.
        if (!(scorer instanceof TensorScorer)) throw cause;
        if (this.tensor === scorer) void this.replaceBackend(scorer.backend, toPlainError(cause).message);
      }
    }
  }

  async rerank({ itemIds, position }: RerankRequest): Promise<RerankReply> {
    const { scorer, items, scores, reason } = await this.scoreFor(position, ({ rowOf }) => Int32Array.from(itemIds.flatMap((itemId) => rowOf(itemId) ?? [])));
    if (!items || !scores) return { ...this.provenance(scorer), reason: reason! };
    return { ...this.provenance(scorer), order: orderByScore(itemIds, items.rowOf, scores) };
  }

  async predict({ k, candidates, exclude, position }: PredictRequest): Promise<PredictReply> {
    const rowsOf = candidates && (({ rowOf }: ItemRows) => Int32Array.from(new Set(candidates.flatMap((itemId) => rowOf(itemId) ?? []))));
    const { scorer, items, rows, scores, reason } = await this.scoreFor(position, rowsOf);
    if (!items || !scores) return { ...this.provenance(scorer), items: [], reason: reason! };
    const excluded = new Set(exclude?.map(items.rowOf));
    // topK leaves entry 0 out, which is the padding row when all items are scored.
    const all = rows ? withPadding(scores) : scores;
    const rowAt = (index: number) => (rows ? rows[index - 1]! : index);
    const best = topK(all, k, (index) => !excluded.has(rowAt(index)));
    return { ...this.provenance(scorer), items: best.map(({ row, score }) => ({ item_id: items.itemIdOf(rowAt(row)), score })) };
  }
}

/** The scores behind a first entry of 0, where topK expects the padding row. */
function withPadding(scores: Float32Array): Float32Array {
  const padded = new Float32Array(scores.length + 1);
  padded.set(scores, 1);
  return padded;
}
