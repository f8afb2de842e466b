import { type PlainError, toPlainError } from '@aisle/core';
import type { Release } from '@aisle/weights';
import type { ReleaseLoader, UpdateHooks } from '@aisle/weights/loader';
import { checkRelease } from './checkRelease.js';
import type { Idle } from './idle.js';
import { type ItemRows, itemRowsOf } from './itemRows.js';
import { LightScorer } from './lightScorer.js';
import type { ProblemLog } from './problemLog.js';
import type { TierLadder } from './tierLadder.js';

/** A page that stays open asks for a newer release at most this often, whatever interval is set. */
const SHORTEST_UPDATE_INTERVAL_MS = 60_000;

/** What `CurrentRelease` needs of a ReleaseLoader. */
export interface UpdateSource extends Pick<ReleaseLoader, 'loadCached' | 'source'> {
  /** @param stopped once aborted, nothing more is downloaded or written */
  update(current: Release | undefined, hooks: UpdateHooks, stopped: AbortSignal): Promise<Release | undefined>;
}

/** A release that serves, with what every request needs of it. */
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
  /** Milliseconds, as `performance.now()`. */
  readonly now: () => number;
}

/** The release in use: the cached one at first, then what the channel has, as soon as it is complete. */
export class CurrentRelease {
  #serving: ServingRelease | undefined;
  #updated: Promise<void> = Promise.resolve();
  #updating = false;
  #updatedAtMs = 0;
  /** Why the channel's release is not in use, as of the latest attempt. */
  #updateProblem: PlainError | undefined;
  readonly #parts: CurrentReleaseParts;

  constructor(parts: CurrentReleaseParts) {
    this.#parts = parts;
  }

  /** What serves a request that starts now. A request keeps it to its end, also if the release is swapped meanwhile. */
  get serving(): ServingRelease | undefined {
    return this.#serving;
  }

  get updateProblem(): PlainError | undefined {
    return this.#updateProblem;
  }

  /** Where the release in use came from. */
  get source(): UpdateSource['source'] {
    return this.#serving && this.#parts.loader.source;
  }

  /** Resolves when the latest attempt to update is over. Never rejects. */
  get updated(): Promise<void> {
    return this.#updated;
  }

  /** Serves from the cache where it holds a release. Never rejects. */
  async loadCached(): Promise<void> {
    const release = await this.#parts.loader.loadCached().catch(() => undefined);
    if (release) await this.#swapRelease(release);
  }

  /** Asks the channel for its release. Never rejects: a failure becomes the update problem. */
  update(): Promise<void> {
    this.#updated = this.#fetchRelease();
    return this.#updated;
  }

  /** Updates if the interval is over: a release that the shop rolled back must not stay in a page that stays open. */
  checkForUpdate(): void {
    const { now, updateIntervalMs } = this.#parts;
    const dueMs = this.#updatedAtMs + Math.max(SHORTEST_UPDATE_INTERVAL_MS, updateIntervalMs);
    if (now() > dueMs && !this.#updating) void this.update();
  }

  async #fetchRelease(): Promise<void> {
    const { loader, idle, problems, stopped, now } = this.#parts;
    this.#updatedAtMs = now();
    this.#updating = true;
    try {
      const hooks = { check: checkRelease, whenIdle: () => idle.whenIdle(), onProblem: problems.report };
      const release = await loader.update(this.#serving?.release, hooks, stopped);
      // Another tab is asking; the next update takes what it finds.
      if (!release) return;
      await this.#swapRelease(release);
      this.#updateProblem = undefined;
    } catch (cause) {
      this.#updateProblem = toPlainError(cause);
    } finally {
      this.#updating = false;
    }
  }

  /** Release, item rows and light tier change together, between requests. */
  async #swapRelease(release: Release): Promise<void> {
    if (this.#serving?.release === release) return;
    this.#serving = { release, items: itemRowsOf(release), light: new LightScorer(release) };
    await this.#parts.tiers.serve(release);
  }
}
