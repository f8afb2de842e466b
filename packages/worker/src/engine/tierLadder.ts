import { type PlainError, toPlainError } from '@aisle/core';
import type { Release } from '@aisle/weights';
import type { TierChoice } from '../tier.js';
import type { Backend } from './backend.js';
import type { FastestTier } from './calibrate.js';
import { noBackend } from './noBackend.js';
import { type OpenTier, openBackend, tierBelow } from './openBackend.js';
import type { Scorer } from './scorer.js';

/**
 * The tiers above the light one. One backend runs at a time. If it fails or has too little memory for the release, the
 * next lower one replaces it. Below the last one, only the light tier runs.
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

  /** The browser's name of the GPU, if it is in use. */
  get adapter(): string | undefined {
    return this.#scorer && this.#backend?.adapter;
  }

  /**
   * The scorer for a request; undefined for the light tier. A tier that the shop chose ranks lists and all items. A tier
   * that calibration found ranks all items only.
   *
   * @param maxResults the number of results from all items of the release; undefined for a list
   */
  scorerFor(maxResults: number | undefined): Scorer | undefined {
    const scorer = this.#scorer;
    if (!scorer) return undefined;
    const serves = maxResults === undefined ? this.#choice !== 'auto' : maxResults <= scorer.maxResults;
    return serves ? scorer : undefined;
  }

  /** Opens the tier that the shop chose, or a lower one. Never rejects. */
  async openChosen(): Promise<void> {
    if (this.#choice !== 'webgpu' && this.#choice !== 'wasm') return;
    await this.#useBackend(await openBackend(this.#choice, this.#report, this.#openTier));
  }

  /** Opens another release on the backend. Until it is open, the light tier is used. Never rejects. */
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

  /** Replaces the backend of a scorer that failed during a request. */
  scorerFailed(scorer: Scorer, why: string): void {
    if (scorer === this.#scorer && this.#backend) void this.#replaceBackend(this.#backend, why);
  }

  /** Drops the scorer's data of the history. */
  forget(): void {
    this.#scorer?.forget();
  }

  #start(backend: Backend, scorer: Scorer): void {
    this.#backend = backend;
    this.#scorer = scorer;
    void backend.lost.then((message) => this.#replaceBackend(backend, `the GPU device was lost: ${message}`));
  }

  /** Opens the release on a backend, or on a lower tier if memory is insufficient. */
  async #useBackend(backend: Backend | undefined): Promise<void> {
    this.#scorer?.dispose();
    this.#scorer = undefined;
    this.#backend = backend;
    const release = this.#release;
    if (!release || !backend) return;
    try {
      const scorer = await backend.open(release);
      // During the opening, the release may have been swapped or the backend may have failed.
      if (this.#release === release && this.#backend === backend) this.#start(backend, scorer);
      else scorer.dispose();
    } catch (cause) {
      const { tier } = backend;
      const next = tierBelow(tier);
      // Closing it below must not count as a loss of the device.
      if (this.#backend === backend) this.#backend = undefined;
      const why = toPlainError(cause).message;
      const message = `Tier ${tier} could not open the release: ${why}. Now trying ${next ?? 'light'}.`;
      this.#report(noBackend(tier, message));
      backend.close();
      await this.#useBackend(next && (await openBackend(next, this.#report, this.#openTier)));
    }
  }

  /**
   * Replaces a failed backend: first by the same tier, after that by the next lower one. The lost device and all of its
   * requests report the failure, and the first report replaces the backend. The light tier is used until then. Never
   * rejects.
   */
  async #replaceBackend(failed: Backend, why: string): Promise<void> {
    if (this.#backend !== failed) return;
    this.#backend = undefined;
    this.#scorer = undefined;
    // Frees the memory after a failed request. Has no effect on a lost device.
    failed.close();
    this.#losses += 1;
    const tier = this.#losses === 1 ? failed.tier : tierBelow(failed.tier);
    const message = `Tier ${failed.tier} stopped: ${why}. Now trying ${tier ?? 'light'}.`;
    this.#report(noBackend(tier, message));
    if (tier) await this.#useBackend(await openBackend(tier, this.#report, this.#openTier));
  }
}
