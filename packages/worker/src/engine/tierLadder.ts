import { type PlainError, toPlainError } from '@aisle/core';
import type { Release } from '@aisle/weights';
import type { TierChoice } from '../tier.js';
import type { Backend } from './backend.js';
import type { FastestTier } from './calibrate.js';
import { noBackend } from './noBackend.js';
import { type OpenTier, openBackend, tierBelow } from './openBackend.js';
import type { Scorer } from './scorer.js';

/**
 * The tiers above the light one. One backend runs at a time. If it fails, or has no room for the release, the next one
 * down takes its place; below the last, the light tier answers alone.
 */
export class TierLadder {
  #release: Release | undefined;
  #backend: Backend | undefined;
  /** The release on the backend; undefined while it is being opened there. */
  #scorer: Scorer | undefined;
  #losses = 0;
  readonly #choice: TierChoice;
  readonly #openTier: OpenTier;
  readonly #report: (problem: PlainError) => void;

  constructor(choice: TierChoice, openTier: OpenTier, report: (problem: PlainError) => void) {
    this.#choice = choice;
    this.#openTier = openTier;
    this.#report = report;
  }

  /** The GPU as the browser names it, where a tier on it is in use. */
  get adapter(): string | undefined {
    return this.#scorer && this.#backend?.adapter;
  }

  /**
   * The tier that serves a request, undefined for the light one. A tier that the shop named serves lists and the whole
   * catalogue; one that calibration found serves the catalogue only.
   *
   * @param maxResults how many results of the whole catalogue are asked for; undefined for a list
   */
  scorerFor(maxResults: number | undefined): Scorer | undefined {
    const scorer = this.#scorer;
    if (!scorer) return undefined;
    const serves = maxResults === undefined ? this.#choice !== 'auto' : maxResults <= scorer.maxResults;
    return serves ? scorer : undefined;
  }

  /** Opens the tier that the shop named, or one below it. Never rejects. */
  async openChosen(): Promise<void> {
    if (this.#choice !== 'webgpu' && this.#choice !== 'wasm') return;
    await this.#useBackend(await openBackend(this.#choice, this.#report, this.#openTier));
  }

  /** Takes another release. Until it is open on the backend, the light tier serves. Never rejects. */
  serve(release: Release): Promise<void> {
    this.#release = release;
    return this.#useBackend(this.#backend);
  }

  /** Uses the tier that calibration found, unless the release was swapped during the measurement. */
  useFastest({ backend, scorer }: FastestTier): void {
    if (scorer.release === this.#release) {
      this.#start(backend, scorer);
      return;
    }
    scorer.dispose();
    backend.close();
  }

  /** A request failed on this scorer: from now on another one serves. */
  scorerFailed(scorer: Scorer, why: string): void {
    if (scorer === this.#scorer && this.#backend) void this.#replaceBackend(this.#backend, why);
  }

  /** Drops what the scorer keeps of the history. */
  forget(): void {
    this.#scorer?.forget();
  }

  #start(backend: Backend, scorer: Scorer): void {
    this.#backend = backend;
    this.#scorer = scorer;
    void backend.lost.then((message) => this.#replaceBackend(backend, `the GPU device was lost: ${message}`));
  }

  /** Opens the release on a backend. Without room for it there, the next tier takes it. */
  async #useBackend(backend: Backend | undefined): Promise<void> {
    this.#scorer?.dispose();
    this.#scorer = undefined;
    this.#backend = backend;
    const release = this.#release;
    if (!release || !backend) return;
    try {
      const scorer = await backend.open(release);
      // Another release may have come during the opening, or the backend may have failed.
      if (this.#release === release && this.#backend === backend) this.#start(backend, scorer);
      else scorer.dispose();
    } catch (cause) {
      const { tier } = backend;
      const next = tierBelow(tier);
      // Its end is not a loss to recover from.
      if (this.#backend === backend) this.#backend = undefined;
      const why = toPlainError(cause).message;
      const message = `Tier ${tier} could not take the release: ${why}. Now trying ${next ?? 'light'}.`;
      this.#report(noBackend(tier, message));
      backend.close();
      await this.#useBackend(next && (await openBackend(next, this.#report, this.#openTier)));
    }
  }

  /**
   * Replaces a backend that failed: by the same tier once, after that by the one below. The loss of the device and
   * every request that was computing on it end here; one replacement serves them all. Nobody waits for it, because the
   * light tier answers until then. Never rejects.
   */
  async #replaceBackend(failed: Backend, why: string): Promise<void> {
    if (this.#backend !== failed) return;
    this.#backend = undefined;
    this.#scorer = undefined;
    // Harmless if the device is gone. If one request failed, this frees its memory.
    failed.close();
    this.#losses += 1;
    const tier = this.#losses === 1 ? failed.tier : tierBelow(failed.tier);
    const message = `Tier ${failed.tier} stopped: ${why}. Now trying ${tier ?? 'light'}.`;
    this.#report(noBackend(tier, message));
    if (tier) await this.#useBackend(await openBackend(tier, this.#report, this.#openTier));
  }
}
