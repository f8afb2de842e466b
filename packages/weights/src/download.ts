import { AisleError, toAisleError } from '@aisle/core';
import type { Clock } from './clock.js';
import type { DownloadPace } from './downloadPace.js';
import type { LoaderEnvironment } from './loaderEnvironment.js';
import { describeRedirect } from './redirect.js';
import { throwIfStopped } from './stopped.js';

/** Weights are public files, identical for all shoppers: no cookies, no referrer, and no redirects. */
const REQUEST: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'manual' };
/** A connection without data for this long counts as broken. */
const STALL_MS = 30_000;
/** Connections for one file. Another one is opened only if the previous one delivered data. */
const MAX_CONNECTIONS = 4;
/** Incomplete downloads of at least this size are stored for the next page. */
const MIN_PART_BYTES = 1 << 16;

export interface PartOptions {
  /** The bytes that an earlier page stored of the file. */
  readonly part: Uint8Array | undefined;
  /** Stores the received bytes for the next page, because the shopper can leave this one at any moment. */
  readonly storePart: (bytes: Uint8Array) => Promise<void>;
}

export interface DownloadOptions {
  readonly fetch: LoaderEnvironment['fetch'];
  readonly clock: Clock;
  /** Ends the download if it is too slow. */
  readonly pace: DownloadPace;
  /** The code of errors. */
  readonly code: 'manifest-unreachable' | 'shard-unreachable';
  /** Ends the download. */
  readonly signal: AbortSignal | undefined;
  /** Absent if incomplete downloads are not stored. */
  readonly parts?: PartOptions;
}

/** The download of one file, over several connections if necessary. */
export class Download {
  #buffer: Uint8Array;
  #filled = 0;
  #storedBytes = 0;
  #exceedsLimit = false;
  readonly #url: string;
  readonly #maxBytes: number;
  readonly #options: DownloadOptions;

  /** @param maxBytes the download ends after one byte more */
  constructor(url: string, maxBytes: number, options: DownloadOptions) {
    this.#url = url;
    this.#maxBytes = maxBytes;
    this.#options = options;
    const part = options.parts?.part;
    this.#buffer = part && part.length < maxBytes ? part : new Uint8Array();
    this.#filled = this.#storedBytes = this.#buffer.length;
  }

  get received(): Uint8Array {
    return this.#buffer.subarray(0, this.#filled);
  }

  restart(): void {
    this.#filled = 0;
    this.#exceedsLimit = false;
  }

  /**
   * @param onDisconnect after a broken connection: resume, or restart if the content may have changed
   * @throws AisleError with the code of the options, `download-slow` or `aborted`
   */
  async run(init: RequestInit, onDisconnect: 'resume' | 'restart' = 'resume'): Promise<void> {
    const { pace } = this.#options;
    pace.start();
    try {
      await this.#runConnections(init, onDisconnect);
    } finally {
      pace.finish();
    }
  }

  async #runConnections(init: RequestInit, onDisconnect: 'resume' | 'restart'): Promise<void> {
    const { pace, parts, signal } = this.#options;
    for (let connection = 1; ; connection++) {
      if (onDisconnect === 'restart') this.restart();
      const before = this.#filled;
      const attempt = { responded: false };
      try {
        return await this.#connect(init, attempt);
      } catch (cause) {
        throwIfStopped(signal);
        if (pace.signal.aborted) {
          // The next page continues from here.
          if (this.#filled >= MIN_PART_BYTES) await parts?.storePart(this.received);
          throw pace.signal.reason;
        }
        // The server responded without the missing range: request the whole file. Without a response, keep the bytes.
        const refused = before > 0 && this.#filled === before && attempt.responded;
        if (refused) this.restart();
        if (connection === MAX_CONNECTIONS || (this.#filled <= before && !refused)) throw cause;
      }
    }
  }

  async #connect(init: RequestInit, attempt: { responded: boolean }): Promise<void> {
    const url = this.#url;
    const { clock, code, fetch, pace, signal } = this.#options;
    throwIfStopped(signal);
    const ended = new AbortController();
    const end = () => ended.abort();
    const endings = [pace.signal, ...(signal ? [signal] : [])];
    for (const ending of endings) ending.addEventListener('abort', end);
    if (pace.signal.aborted) end();
    let stalled = false;
    const onStall = () => {
      stalled = true;
      end();
    };
    const broken = (cause: unknown): never => {
      const why = stalled ? `no data arrived for ${STALL_MS / 1000} s` : toAisleError(cause).message;
      throw new AisleError(
        code,
        `${url} could not be fetched: ${why}. Check the URL, the network and the page's connect-src.`,
        { url },
        cause,
      );
    };
    let cancelStall = clock.after(STALL_MS, onStall);
    try {
      // A range request disables content coding (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch), so the
      // parts of one file fit together.
      const headers = this.#filled > 0 ? { Range: `bytes=${this.#filled}-` } : {};
      const response = await fetch(url, { ...REQUEST, ...init, headers, signal: ended.signal }).catch(broken);
      attempt.responded = true;
      if (!response.ok) {
        const { status } = response;
        const redirect = await describeRedirect(url, response, fetch, ended.signal);
        throw new AisleError(code, `${url} ${redirect ?? `responded with ${status}; expected 200`}.`, { url, status });
      }
      if (response.status !== 206) this.#filled = 0;
      pace.restartWindow();
      const reader = response.body?.getReader();
      while (reader) {
        const { done, value } = await reader.read().catch(broken);
        if (done) return;
        cancelStall();
        cancelStall = clock.after(STALL_MS, onStall);
        this.#append(value);
        pace.add(value.length);
        pace.signal.throwIfAborted();
        await this.#storePart();
        if (!this.#exceedsLimit) continue;
        void reader.cancel().catch(() => undefined);
        return;
      }
    } finally {
      cancelStall();
      for (const ending of endings) ending.removeEventListener('abort', end);
    }
  }

  /** Stores the part each time it has grown by half, so that at most three times the file's size is written. */
  async #storePart(): Promise<void> {
    const { parts } = this.#options;
    if (!parts || this.#exceedsLimit || this.#filled < Math.max(MIN_PART_BYTES, 1.5 * this.#storedBytes)) return;
    this.#storedBytes = this.#filled;
    await parts.storePart(this.received);
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#filled + chunk.length;
    if (needed > this.#maxBytes) {
      // One byte above the limit proves that the file is a different one. The rest is not downloaded.
      this.#exceedsLimit = true;
      chunk = chunk.subarray(0, this.#maxBytes + 1 - this.#filled);
    }
    if (this.#filled + chunk.length > this.#buffer.length) {
      const larger = new Uint8Array(Math.min(this.#maxBytes + 1, Math.max(2 * this.#buffer.length, needed)));
      larger.set(this.received);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#filled);
    this.#filled += chunk.length;
  }
}
