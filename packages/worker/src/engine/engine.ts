import { AisleError, type TrackedEvent } from '@aisle/core';
import type { HistoryCursor } from '@aisle/store';
import type { DecisionApi, EngineApi } from '../engineApi.js';
import type { DeviceHints, EngineOptions, EngineStatus, Notice, StoppedNotice } from '../protocol.js';
import { calibrate } from './calibrate.js';
import { CalibrationCache } from './calibrationCache.js';
import { CatalogueFiles } from './catalogueFile.js';
import { CurrentRelease } from './currentRelease.js';
import type { Decision } from './decision.js';
import { DecisionPipeline } from './decisionPipeline.js';
import * as decisions from './decisions/index.js';
import { type EngineEnvironment, workerEnvironment } from './environment.js';
import { History } from './history.js';
import { Idle } from './idle.js';
import { NO_HISTORY } from './noHistory.js';
import { NoticeReceiver } from './noticeReceiver.js';
import type { OpenTier } from './openBackend.js';
import { Outcomes } from './outcomes.js';
import { ProblemLog } from './problemLog.js';
import { TierLadder } from './tierLadder.js';

/** The parts of the engine. */
interface EngineParts {
  readonly options: EngineOptions;
  readonly environment: EngineEnvironment;
  readonly openTier: OpenTier;
  readonly stopped: AbortSignal;
  readonly problems: ProblemLog;
  readonly idle: Idle;
  readonly tiers: TierLadder;
  readonly current: CurrentRelease;
  readonly calibrations: CalibrationCache;
  readonly history: History;
  readonly outcomes: Outcomes;
}

/**
 * Creates the engine inside the worker and starts loading without waiting for it. Errors of loading are in `status`, and
 * in the reason of each reply.
 *
 * @param notices receives `NumberedNotice` messages and sends the StoppedNotice
 */
export function createEngine(
  given: EngineOptions,
  notices: MessagePort,
  environment: EngineEnvironment = workerEnvironment,
): EngineApi {
  // Without a history there is nothing to score, so the light tier is enough.
  const options: EngineOptions = given.readsHistory ? given : { ...given, persist: false, tier: 'light' };
  const { namespace, persist, readsHistory, holdoutShare, tier, historyKey, ...loaderOptions } = options;
  const { now } = environment;
  const stopping = new AbortController();
  const stopped = stopping.signal;
  // Opening a tier can fetch a chunk, which must not happen after a stop.
  const openTier: OpenTier = async (...tier) => (stopped.aborted ? undefined : environment.openTier(...tier));
  const problems = new ProblemLog();
  const idle = new Idle(now, stopped);
  const loader = environment.createLoader({ ...loaderOptions, ...(persist && { cacheName: `aisle-${namespace}` }) });
  const tiers = new TierLadder(tier, openTier, problems.report);
  const current = new CurrentRelease({
    loader,
    tiers,
    idle,
    problems,
    stopped,
    updateIntervalMs: options.updateIntervalMs,
  });
  const calibrations = new CalibrationCache(loader);
  const createReader = () => (readsHistory ? environment.createReader(namespace, historyKey) : NO_HISTORY);
  const history = new History(createReader());
  const outcomes = new Outcomes(createReader(), holdoutShare);
  const engine = new Engine({
    options,
    environment,
    openTier,
    stopped,
    problems,
    idle,
    tiers,
    current,
    calibrations,
    history,
    outcomes,
  });

  const onNotice = (notice: Notice): void => {
    switch (notice.kind) {
      case 'advance':
        engine.advance(notice.event, notice.cursor);
        return;
      case 'forget':
        engine.forget();
        return;
      case 'shutDown':
        stopping.abort(new AisleError('aborted', 'The engine was stopped.'));
        // The worker keeps running for a moment, so it drops the history now.
        engine.forget();
        void engine.close().then(() => notices.postMessage({ kind: 'stopped' } satisfies StoppedNotice));
    }
  };
  const pipeline = new DecisionPipeline({
    readsHistory,
    stopped,
    notices: new NoticeReceiver(notices, onNotice),
    forget: () => engine.forget(),
    ready: engine.ready,
    current,
    tiers,
    history,
    outcomes,
    idle,
    catalogueFiles: new CatalogueFiles(problems.report, stopped, persist),
  });
  return Object.assign(engine, decisionsOf(pipeline));
}

/** Each decision as a method that runs it through the pipeline. */
function decisionsOf(pipeline: DecisionPipeline): DecisionApi {
  const all = Object.entries(decisions) as [string, Decision<object, unknown>][];
  const methods = all.map(([name, decision]) => [name, (request: object) => pipeline.run(decision, request)]);
  return Object.fromEntries(methods) as DecisionApi;
}

/** The engine without the decisions: loading, status, notices, calibration. */
class Engine implements Omit<EngineApi, keyof DecisionApi> {
  #calibrated: Promise<void> | undefined;
  /** Resolves when a release is in use, or loading it has failed. Never rejects. */
  readonly ready: Promise<void>;
  readonly #parts: EngineParts;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.ready = this.#prepare().catch(parts.problems.report);
  }

  /** Uses a cached release at once. The channel's current release replaces it when it is complete. */
  async #prepare(): Promise<void> {
    const { tiers, current } = this.#parts;
    const chosenTierOpened = tiers.openChosen();
    await current.loadCached();
    await chosenTierOpened;
    const updated = current.update();
    if (!current.serving) await updated;
  }

  async ping(): Promise<void> {}

  async whenReady(): Promise<EngineStatus> {
    await this.ready;
    return this.#status();
  }

  async whenUpdated(): Promise<EngineStatus> {
    await this.ready;
    await this.#parts.current.updated;
    return this.#status();
  }

  async calibrate({ saveResources }: DeviceHints): Promise<EngineStatus> {
    const { options, problems } = this.#parts;
    await this.ready;
    if (options.tier === 'auto' && !saveResources) this.#calibrated ??= this.#findFastest().catch(problems.report);
    await this.#calibrated;
    return this.#status();
  }

  /** Finds the tier that ranks all items fastest, and stores the result for the release. */
  async #findFastest(): Promise<void> {
    const { current, calibrations, problems, tiers, openTier, stopped } = this.#parts;
    await current.updated;
    const release = current.serving?.release;
    if (!release || stopped.aborted) return;
    const cached = await calibrations.read(release);
    const { tier, fastest } = await calibrate(release, cached, problems.report, openTier);
    if (tier && tier !== cached) await calibrations.write(release, tier, stopped);
    if (fastest) tiers.useFastest(fastest);
  }

  advance(event: TrackedEvent, cursor: HistoryCursor): void {
    const { idle, history, outcomes, current, tiers } = this.#parts;
    idle.markBusy();
    history.advance(event, cursor);
    outcomes.advance(event, cursor);
    if (!current.serving || tiers.scorerFor(undefined)) return;
    const { items, light } = current.serving;
    const actions = history.actions(items.rowOf);
    // Encode now, so that the next list does not wait for it.
    if (actions.length > 0) light.encode(actions);
  }

  forget(): void {
    const { history, outcomes, current, tiers } = this.#parts;
    history.forget();
    outcomes.forget();
    current.serving?.light.forget();
    tiers.forget();
  }

  /** Resolves when no read is pending and no database is open. Never rejects. */
  async close(): Promise<void> {
    const { history, outcomes } = this.#parts;
    await Promise.allSettled([history.close(), outcomes.close()]);
  }

  #status(): EngineStatus {
    const { tiers, current, problems, environment } = this.#parts;
    const { serving, source, updateProblem } = current;
    const tierFor = (maxResults?: number) => (tiers.scorerFor(maxResults) ?? serving?.light)?.tier;
    return {
      tier: tierFor(),
      catalogueTier: tierFor(1),
      adapter: tiers.adapter,
      release: serving?.release.manifest.releaseId,
      signed: serving && (source?.signedBy.length ?? 0) > 0,
      channel: source?.channel,
      problems: updateProblem ? [...problems.latest, updateProblem] : problems.latest,
      requests: environment.requests(),
    };
  }
}
