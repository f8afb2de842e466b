import { AisleError, encodeRanking, toPlainError, type PlainError, type TrackedEvent } from '@aisle/core';
import { topK, type Action, type ScoredRow } from '@aisle/model';
import { EventReader, type Position } from '@aisle/store';
import type { Release } from '@aisle/weights';
import { ReleaseLoader } from '@aisle/weights/loader';
import {
  PROTOCOL_VERSION,
  type DeviceHints,
  type EngineApi,
  type EngineOptions,
  type EngineReason,
  type EngineRequest,
  type EngineStatus,
  type HistoryRequest,
  type OutcomesByArm,
  type PredictReply,
  type PredictRequest,
  type Provenance,
  type RankAheadReply,
  type RerankReply,
  type RerankRequest,
} from '../protocol.js';
import { openBackend, tierBelow, type Backend } from './backend.js';
import { History } from './history.js';
import { orderByScore } from './orderByScore.js';
import { calibrate } from './calibrate.js';
import { CatalogueFiles } from './catalogueFile.js';
import { checkRelease } from './checkRelease.js';
import { ItemRows } from './itemRows.js';
import { itemsLeftOut } from './leftOut.js';
import { LightScorer } from './lightScorer.js';
import { Outcomes } from './outcomes.js';
import type { Scorer } from './scorer.js';

/** Problems remembered for `status`; older ones repeat the newer ones. */
const MAX_PROBLEMS = 8;
/** A page that stays open asks no oftener for a newer release, whatever interval is set. */
const SHORTEST_UPDATE_INTERVAL_MS = 60_000;
/** So long after a request nobody is taken to wait for the next one: an update may take the thread. */
const IDLE_MS = 300;
/** So long after an event, the list that it makes the page ask for has been asked for: what takes milliseconds may take the thread. */
const PAUSE_MS = 50;
/** 40 kB of local storage. Of a larger catalogue, what is not among so many is at the end of any list. */
const MOST_RANKED_AHEAD = 10_000;
const NONE: ReadonlySet<number> = new Set();
/** A page that asks all the time gets its update in between. */
const LONGEST_WAIT_MS = 10_000;

/** The engine inside the worker: history, release and tiers behind one interface. */
export class Engine implements EngineApi {
  #history!: History;
  #counts!: Outcomes;
  #loader!: ReleaseLoader;
  #options!: EngineOptions;
  #release: Release | undefined;
  #items: ItemRows | undefined;
  #light: LightScorer | undefined;
  /** A tier above the light one, with what runs it. */
  #faster: Scorer | undefined;
  #backend: Backend | undefined;
  #ready: Promise<void> | undefined;
  #updated: Promise<void> | undefined;
  #calibrated: Promise<void> | undefined;
  #backendLosses = 0;
  readonly #problems: PlainError[] = [];
  readonly #catalogues = new CatalogueFiles((problem) => this.#report(problem));
  /** Why the channel's release is not in use, as of the latest attempt. */
  #updateProblem: PlainError | undefined;
  /** `performance.now()` of the latest request or event, which a request tends to follow, and of the latest question for a newer release. */
  #busyAtMs = 0;
  #updatedAtMs = 0;
  #updating = false;

  async start(protocolVersion: number, options: EngineOptions): Promise<void> {
    if (protocolVersion !== PROTOCOL_VERSION) {
      throw new AisleError(
        'protocol-mismatch',
        `The page speaks protocol ${protocolVersion}, the worker ${PROTOCOL_VERSION}: deploy aisle.js and the worker file together.`,
        { page: protocolVersion, worker: PROTOCOL_VERSION },
      );
    }
    this.#options = options;
    const { namespace, mayStore, holdoutShare, ...loaderOptions } = options;
    // The page's tracker writes, prunes and erases.
    const reader = () => new EventReader(namespace);
    this.#history = new History(reader());
    this.#counts = new Outcomes(reader(), holdoutShare);
    this.#loader = new ReleaseLoader({ ...loaderOptions, ...(mayStore && { cacheName: `aisle-${namespace}` }) });
    // Whatever fails here is told by `status`, and by the reason of every answer.
    this.#ready = this.#prepare().catch((cause: unknown) => this.#report(toPlainError(cause)));
  }

  #report(problem: PlainError): void {
    this.#problems.push(problem);
    if (this.#problems.length > MAX_PROBLEMS) this.#problems.shift();
  }

  /** Serves from the cached release at once where there is one; what the channel has now replaces it when it is whole. */
  async #prepare(): Promise<void> {
    const { tier } = this.#options;
    const named = tier === 'webgpu' || tier === 'wasm' ? openBackend(tier, (problem) => this.#report(problem)) : undefined;
    await this.#use(await this.#loader.loadCached().catch(() => undefined));
    await this.#useBackend(await named);
    this.#updated = this.#fetchRelease();
    if (!this.#release) await this.#updated;
  }

  /** Looks for the tier that ranks the whole catalogue fastest; what was found for this release is remembered. */
  async #findFastest(): Promise<void> {
    await this.#updated;
    const release = this.#release;
    if (!release) return;
    const notes = this.#loader.notesOf(release);
    const remembered = await notes.read();
    const { tier, found } = await calibrate(release, remembered, (problem) => this.#report(problem));
    if (tier && tier !== remembered) await notes.write(tier);
    if (found) this.#adopt(found.backend, found.scorer);
  }

  async #fetchRelease(): Promise<void> {
    this.#updatedAtMs = performance.now();
    this.#updating = true;
    try {
      const release = await this.#loader.update(this.#release, { accept: checkRelease, whenIdle: () => this.#whenIdle(), onProblem: (problem) => this.#report(toPlainError(problem)) });
      // Another tab is asking: what it finds is here at the next question.
      if (!release) return;
      await this.#use(release);
      this.#updateProblem = undefined;
    } catch (cause) {
      this.#updateProblem = toPlainError(cause);
    } finally {
      this.#updating = false;
    }
  }

  /** A page that stays open asks again as well, at a request: a release that was taken back must not stay there. */
  #freshen(): void {
    const dueMs = this.#updatedAtMs + Math.max(SHORTEST_UPDATE_INTERVAL_MS, this.#options.updateIntervalMs);
    if (performance.now() > dueMs && !this.#updating) this.#updated = this.#fetchRelease();
  }

  /** @param idleMs without a request or an event */
  async #whenIdle(idleMs = IDLE_MS): Promise<void> {
    const untilMs = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      const now = performance.now();
      const waitMs = Math.min(this.#busyAtMs + idleMs, untilMs) - now;
      if (waitMs <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  #adopt(backend: Backend, scorer: Scorer): void {
    this.#backend = backend;
    this.#faster = scorer;
    void backend.lost.then((message) => this.#replaceBackend(backend, `the GPU device was lost: ${message}`));
  }

  /** Puts the release on a backend; where there is no room for it, the next tier takes it, at last the light one alone. */
  async #useBackend(backend: Backend | undefined): Promise<void> {
    this.#faster?.dispose();
    this.#faster = undefined;
    this.#backend = backend;
    const release = this.#release;
    if (!release || !backend) return;
    try {
      const scorer = await backend.open(release);
      // Another release came meanwhile, or the backend went.
      if (this.#release === release && this.#backend === backend) this.#adopt(backend, scorer);
      else scorer.dispose();
    } catch (cause) {
      const { tier } = backend;
      const next = tierBelow(tier);
      // Its end is no loss to recover from.
      if (this.#backend === backend) this.#backend = undefined;
      this.#report({ code: 'no-backend', message: `Tier ${tier} could not take the release: ${toPlainError(cause).message}. Now trying ${next ?? 'light'}.`, details: { tier } });
      backend.close();
      await this.#useBackend(next && (await openBackend(next, (problem) => this.#report(problem))));
    }
  }

  /**
   * Puts another backend in the place of one that failed: the same tier once, after that the one below. Both the
   * device's loss and every request that was computing on it come here; one replacement serves them all. Nobody waits for
   * it: the light tier answers meanwhile. Never rejects.
   */
  async #replaceBackend(failed: Backend, why: string): Promise<void> {
    if (this.#backend !== failed) return;
    this.#backend = undefined;
    this.#faster = undefined;
    // Harmless where the device is gone; where one request failed, its memory is given back.
    failed.close();
    this.#backendLosses += 1;
    const tier = this.#backendLosses === 1 ? failed.tier : tierBelow(failed.tier);
    this.#report({ code: 'no-backend', message: `Tier ${failed.tier} stopped: ${why}. Now trying ${tier ?? 'light'}.`, details: { tier } });
    if (tier) await this.#useBackend(await openBackend(tier, (problem) => this.#report(problem)));
  }

  /** Swaps whole, between requests: a request that is under way keeps the scorer that it started with. */
  async #use(release: Release | undefined): Promise<void> {
    if (!release || this.#release === release) return;
    this.#release = release;
    this.#items = new ItemRows(release);
    this.#light = new LightScorer(release);
    await this.#useBackend(this.#backend);
  }

  /**
   * What ranks lists, or finds the best `k` of the catalogue: a tier that the shop named serves both, one that calibration
   * found the catalogue only.
   */
  #scorer(k: number | undefined): Scorer | undefined {
    const faster = this.#faster;
    const serves = faster && (k === undefined ? this.#options.tier !== 'auto' : k <= faster.mostResults);
    return serves ? faster : this.#light;
  }

  async ping(): Promise<void> {}

  async whenReady(): Promise<EngineStatus> {
    await this.#ready;
    return this.#status();
  }

  async advance(event: TrackedEvent, position: Position): Promise<void> {
    this.#busyAtMs = performance.now();
    this.#history.advance(event, position);
    this.#counts.advance(event, position);
    const light = this.#light;
    const items = this.#items;
    if (!light || !items || this.#scorer(undefined) !== light) return;
    const actions = this.#history.actions(items.rowOf);
    // Now, so that the list that is asked for next does not wait for it.
    if (actions.length > 0) light.ask(actions);
  }

  async forget(): Promise<void> {
    this.#history.forget();
    this.#counts.forget();
    this.#light?.forget();
    this.#faster?.forget();
  }

  async whenUpdated(): Promise<EngineStatus> {
    await this.#ready;
    await this.#updated;
    return this.#status();
  }

  async calibrate({ frugal }: DeviceHints): Promise<EngineStatus> {
    await this.#ready;
    if (this.#options.tier === 'auto' && !frugal) this.#calibrated ??= this.#findFastest().catch((cause: unknown) => this.#report(toPlainError(cause)));
    await this.#calibrated;
    return this.#status();
  }

  #status(): EngineStatus {
    return {
      tier: this.#scorer(undefined)?.tier,
      catalogueTier: this.#scorer(1)?.tier,
      adapter: this.#faster && this.#backend?.adapter,
      release: this.#release?.manifest.releaseId,
      signed: this.#release && (this.#loader.held?.signedBy.length ?? 0) > 0,
      channel: this.#release && this.#loader.held?.channel,
      problems: this.#updateProblem ? [...this.#problems, this.#updateProblem] : this.#problems,
      requests: requestsSoFar(),
    };
  }

  /**
   * Asks a scorer about the history, or says why it cannot. A backend that fails while computing is replaced, and the
   * request tried again on what is there then.
   *
   * @param k how many of the whole catalogue are asked for; undefined for a list
   * @returns undefined for items that the release does not know
   */
  async #askAfter<T extends object>(
    { position, history }: HistoryRequest,
    k: number | undefined,
    ask: (scorer: Scorer, actions: readonly Action[], items: ItemRows) => Promise<T | undefined> | T | undefined,
  ): Promise<Provenance & ({ readonly answer: T } | { readonly reason: EngineReason })> {
    await this.#ready;
    this.#freshen();
    if (history) this.#history.take(history);
    else await this.#history.catchUp(position);
    for (;;) {
      const scorer = this.#scorer(k);
      const items = this.#items;
      const backend = this.#backend;
      const provenance = { release: scorer?.release.manifest.releaseId, tier: scorer?.tier, epoch: this.#history.epoch };
      if (!scorer || !items) return { ...provenance, reason: 'no-model' };
      const actions = this.#history.actions(items.rowOf);
      if (actions.length === 0) return { ...provenance, reason: 'cold-start' };
      try {
        const answer = await ask(scorer, actions, items);
        return answer ? { ...provenance, answer } : { ...provenance, reason: 'unknown-items' };
      } catch (cause) {
        // Ends: a scorer that failed is not asked again, and the light tier is the last.
        if (scorer === this.#light || !backend) throw cause;
        void this.#replaceBackend(backend, toPlainError(cause).message);
      }
    }
  }

  async rerank({ itemIds, ...after }: RerankRequest): Promise<RerankReply> {
    this.#busyAtMs = performance.now();
    const reply = await this.#askAfter(after, undefined, async (scorer, actions, { rowOf }) => {
      const rows = Int32Array.from(itemIds.flatMap((itemId) => rowOf(itemId) ?? []));
      return rows.length === 0 ? undefined : orderByScore(itemIds, rowOf, await scorer.score(actions, rows));
    });
    if (!('answer' in reply)) return reply;
    const { answer: order, ...provenance } = reply;
    return { ...provenance, order };
  }

  async predict({ k, candidates, catalogueUrl, ...request }: PredictRequest): Promise<PredictReply> {
    this.#busyAtMs = performance.now();
    // Before the history is looked at: whether the file is asked for must not depend on it.
    const products = catalogueUrl === undefined ? undefined : await this.#catalogues.get(catalogueUrl);
    const reply = await this.#askAfter(request, candidates ? undefined : k, async (scorer, actions, { rowOf, itemIdOf }) => {
      const excluded = new Set(itemsLeftOut(request, this.#history.latest).flatMap((itemId) => rowOf(itemId) ?? []));
      const rows = candidates && Int32Array.from(new Set(candidates.flatMap((itemId) => rowOf(itemId) ?? [])));
      if (rows?.length === 0) return undefined;
      const best = rows
        ? topOfList(rows, await scorer.score(actions, rows), k, excluded)
        : await scorer.top(actions, k, excluded);
      return best.map(({ row, score }) => ({ item_id: itemIdOf(row), score, ...(products && { product: products.get(itemIdOf(row)) }) }));
    });
    if (!('answer' in reply)) return { ...reply, items: [] };
    const { answer: items, ...provenance } = reply;
    return { ...provenance, items };
  }

  async rankAhead(asked: HistoryRequest): Promise<RankAheadReply> {
    await this.#ready;
    // Some milliseconds of work that nobody waits for.
    await this.#whenIdle(PAUSE_MS);
    const itemCount = this.#release?.config.itemCount ?? 0;
    const k = Math.min(itemCount, MOST_RANKED_AHEAD);
    const reply = await this.#askAfter(asked, k, async (scorer, actions, { itemIdOf }) => {
      const best = await scorer.top(actions, k, NONE);
      return { ranking: encodeRanking(best.map(({ row }) => itemIdOf(row)), k === itemCount, Date.now()) };
    });
    if (!('answer' in reply)) return reply;
    const { answer, ...provenance } = reply;
    return { ...provenance, ...answer };
  }

  async outcomes({ position, history }: HistoryRequest): Promise<OutcomesByArm> {
    if (history) {
      this.#counts.take(history);
    } else {
      // The first time, the whole history is read.
      if (this.#counts.epoch === undefined) await this.#whenIdle();
      await this.#counts.catchUp(position);
    }
    return this.#counts.byArm;
  }
}

/** The k best of some rows, highest score first, equal ones in their given order. */
function topOfList(rows: Int32Array, scores: Float32Array, k: number, excluded: ReadonlySet<number>): ScoredRow[] {
  // topK leaves entry 0 out, which is the padding row where all rows are scored.
  const padded = new Float32Array(scores.length + 1);
  padded.set(scores, 1);
  return topK(padded, k, (index) => !excluded.has(rows[index - 1]!)).map(({ row, score }) => ({ row: rows[row - 1]!, score }));
}

function requestsSoFar(): EngineRequest[] {
  return (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(({ name, transferSize }) => ({ url: name, bytes: transferSize }));
}
