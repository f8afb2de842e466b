import { type PlainError, toPlainError } from '@aisle/core';
import type { Release } from '@aisle/weights';
import type { ReleaseLoader, UpdateHooks } from '@aisle/weights/loader';
import type { EngineReason } from '../protocol.js';
import { checkRelease } from './checkRelease.js';
import { loadInterventionsOf } from './decisions/interventions.js';
import type { Idle } from './idle.js';
import { type ItemRows, itemRowsOf } from './itemRows.js';
import { LightScorer } from './lightScorer.js';
import type { ProblemLog } from './problemLog.js';
import type { TierLadder } from './tierLadder.js';

/** The minimum interval of checks in a page that stays open. */
const MIN_UPDATE_INTERVAL_MS = 60_000;
/** Browsers run a timer with a longer delay at once: https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The part of a ReleaseLoader that `CurrentRelease` uses. */
export interface UpdateSource extends Pick<ReleaseLoader, 'loadCached' | 'source'> {
  /** @param stopped once aborted, nothing more is downloaded or written */
  update(current: Release | undefined, hooks: UpdateHooks, stopped: AbortSignal): Promise<Release | undefined>;
}

/** A release in use, with the objects that each request needs. */
export interface ServingRelease {
  readonly release: Release;
  readonly items: ItemRows;
  readonly light: LightScorer;
}

export interface CurrentReleaseParts {
  readonly loader: UpdateSource;
  readonly tiers: TierLadder;
  readonly idle: Idle;
  readonly problems: ProblemLog;
  readonly updateIntervalMs: number;
  /** Aborted when the worker shuts down. */
  readonly stopped: AbortSignal;
}

/** The release in use: first the cached one, then the channel's current one as soon as it is complete. */
export class CurrentRelease {
  #serving: ServingRelease | undefined;
  #updated: Promise<void> = Promise.resolve();
  #nextUpdate: ReturnType<typeof setTimeout> | undefined;
  /** Why the channel's release is not in use, as of the latest attempt. */
  #updateProblem: PlainError | undefined;
  readonly #parts: CurrentReleaseParts;

  constructor(parts: CurrentReleaseParts) {
    this.#parts = parts;
    parts.stopped.addEventListener('abort', () => clearTimeout(this.#nextUpdate));
  }

  /** The release for a request that starts now. The request uses it to its end, even if the release is swapped. */
  get serving(): ServingRelease | undefined {
    return this.#serving;
  }

  get updateProblem(): PlainError | undefined {
    return this.#updateProblem;
  }

  /** The reason of a request without a release. */
  get whyNone(): EngineReason {
    return this.#updateProblem?.code === 'download-slow' ? 'download-slow' : 'no-model';
  }

  /** The source of the release in use. */
  get source(): UpdateSource['source'] {
    return this.#serving && this.#parts.loader.source;
  }

  /** The channel's correction of the season for the release in use, in logits. */
  get intentIntercept(): number {
    const { releaseId, intentIntercept = 0 } = this.source ?? {};
    // During an update, the source is that of the next release.
    return releaseId === this.#serving?.release.manifest.releaseId ? intentIntercept : 0;
  }

  /** Resolves at the end of the latest update. Never rejects. */
  get updated(): Promise<void> {
    return this.#updated;
  }

  /** Loads the release from the cache, if there is one. Never rejects. */
  async loadCached(): Promise<void> {
    try {
      const release = await this.#parts.loader.loadCached();
      if (release) await this.#swapRelease(release);
    } catch {
      // A cached release that cannot be used counts as not cached. The update replaces it.
    }
  }

  /**
   * Checks the channel for a newer release, now and again after each interval, so that a page that stays open also follows
   * rollbacks. The clock alone decides when: a check at a call would reveal the shopper's actions to the server. Never
   * rejects: an error is stored in `updateProblem`.
   */
  update(): Promise<void> {
    this.#updated = this.#fetchRelease().finally(() => this.#scheduleUpdate());
    return this.#updated;
  }

  #scheduleUpdate(): void {
    const { stopped, updateIntervalMs } = this.#parts;
    if (stopped.aborted) return;
    const delayMs = Math.min(Math.max(MIN_UPDATE_INTERVAL_MS, updateIntervalMs), MAX_TIMER_MS);
    clearTimeout(this.#nextUpdate);
    this.#nextUpdate = setTimeout(() => void this.update(), delayMs);
  }

  async #fetchRelease(): Promise<void> {
    const { loader, idle, problems, stopped } = this.#parts;
    try {
      const hooks = { check: checkRelease, whenIdle: () => idle.whenIdle(), onProblem: problems.report };
      const release = await loader.update(this.#serving?.release, hooks, stopped);
      // Another tab is checking. The next update uses its result.
      if (!release) return;
      await this.#swapRelease(release);
      this.#updateProblem = undefined;
    } catch (cause) {
      this.#updateProblem = toPlainError(cause);
    }
  }

  /** Release, item rows and light tier change together, between requests. */
  async #swapRelease(release: Release): Promise<void> {
    if (this.#serving?.release === release) return;
    loadInterventionsOf(release);
    this.#serving = { release, items: itemRowsOf(release), light: new LightScorer(release) };
    await this.#parts.tiers.serve(release);
  }
}
