import { AisleError } from '@aisle/core';
import type { Clock } from './clock.js';

/** The time for each megabyte. A smaller download gets the time of one megabyte. */
const MEGABYTE_MS = 60_000;
const MEGABYTE = 1_000_000;
const WINDOW_MS = 10_000;
/** 5 kB/s. A lower rate over a window ends the download. */
const MIN_BYTES_PER_MS = 5;
/** Distance of two samples of the received bytes. */
const SAMPLE_MS = 1_000;

/**
 * Ends downloads that are too slow, because other tabs wait for them. It measures all files of a release together: they
 * share one connection to the shopper.
 *
 * Silence is not slowness. A connection without data is replaced (`Download`), and only the total time limits it.
 */
export class DownloadPace {
  #bytes = 0;
  /** The bytes at earlier times. The first one is the start of the window. */
  #samples: { readonly atMs: number; readonly bytes: number }[] = [];
  #running = 0;
  #startedMs: number | undefined;
  #cancelTimer = () => {};
  readonly #slow = new AbortController();
  /** Aborted with AisleError `download-slow`. */
  readonly signal = this.#slow.signal;
  readonly #subject: string;
  readonly #limitMs: number;
  readonly #clock: Clock;

  /**
   * @param subject begins the message of the error
   * @param expectedBytes of all downloads together; 0 if unknown
   */
  constructor(subject: string, expectedBytes: number, clock: Clock) {
    this.#subject = subject;
    this.#limitMs = MEGABYTE_MS * Math.max(1, expectedBytes / MEGABYTE);
    this.#clock = clock;
  }

  /** A download begins. The time limit starts with the first one. */
  start(): void {
    this.#running += 1;
    if (this.#running > 1) return;
    const nowMs = this.#clock.nowMs();
    this.#startedMs ??= nowMs;
    this.#cancelTimer = this.#clock.after(this.#startedMs + this.#limitMs - nowMs, () => this.#end(this.#startedMs!));
  }

  /** A download has ended. */
  finish(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#cancelTimer();
  }

  /** A server has responded. The time before it does not count as slow. */
  restartWindow(): void {
    this.#samples = [{ atMs: this.#clock.nowMs(), bytes: this.#bytes }];
  }

  add(bytes: number): void {
    const nowMs = this.#clock.nowMs();
    this.#bytes += bytes;
    const samples = this.#samples;
    if (nowMs - samples.at(-1)!.atMs >= SAMPLE_MS) samples.push({ atMs: nowMs, bytes: this.#bytes });
    while (samples.length > 1 && nowMs - samples[1]!.atMs >= WINDOW_MS) samples.shift();
    const [{ atMs, bytes: before }] = samples as [(typeof samples)[0]];
    const elapsedMs = nowMs - atMs;
    if (elapsedMs >= WINDOW_MS && this.#bytes - before < MIN_BYTES_PER_MS * elapsedMs) this.#end(atMs, before);
  }

  #end(sinceMs: number, before = 0): void {
    const seconds = Math.round((this.#clock.nowMs() - sinceMs) / 1000);
    const bytes = this.#bytes - before;
    const message =
      `${this.#subject} is too slow: expected 5 kB/s, and 60 s for each MB, found ${bytes} bytes in ${seconds} s. ` +
      'The next page continues it.';
    this.#slow.abort(new AisleError('download-slow', message, { bytes, seconds }));
  }
}
