import { AisleError, toAisleError } from '@aisle/core';
import type { LoaderEnvironment } from './loaderEnvironment.js';
import { throwIfStopped } from './stopped.js';

/** Weights are public files, the same for everybody. Nothing about the shopper is sent, and no redirect is followed. */
const REQUEST: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error' };
/** Silence after which a connection counts as broken. */
const STALL_MS = 30_000;
/** Connections for one file, as long as each brings some of it. */
const MAX_CONNECTIONS = 4;
/** What a broken download leaves is kept for the next page from this size on. */
const MIN_PART_BYTES = 1 << 16;

export interface PartOptions {
  /** What an earlier page had of the file. */
  readonly part: Uint8Array | undefined;
  /** Keeps what there is for the next page: this one may be left at any moment. */
  readonly storePart: (bytes: Uint8Array) => Promise<void>;
}

export interface DownloadOptions {
  readonly fetch: LoaderEnvironment['fetch'];
  /** Of errors. */
  readonly code: 'manifest-unreachable' | 'shard-unreachable';
  /** Ends the download. */
  readonly signal: AbortSignal | undefined;
  /** Absent where a broken download leaves nothing. */
  readonly parts?: PartOptions;
}

/** One file that is being downloaded, over as many connections as it takes. */
export class Download {
  #buffer: Uint8Array;
  #filled = 0;
  #storedBytes = 0;
  #exceedsLimit = false;
  readonly #url: string;
  readonly #maxBytes: number;
  readonly #options: DownloadOptions;

  /** @param maxBytes no more is downloaded */
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
   * @param onDisconnect what to do after a connection broke off: go on from there, or begin anew, for content that may have
   *   changed since
   * @throws AisleError of the code that was given, or `aborted`
   */
  async run(init: RequestInit, onDisconnect: 'go-on' | 'anew' = 'go-on'): Promise<void> {
    for (let connection = 1; ; connection++) {
      if (onDisconnect === 'anew') this.restart();
      const before = this.#filled;
      const attempt = { responded: false };
      try {
        return await this.#connect(init, attempt);
      } catch (cause) {
        throwIfStopped(this.#options.signal);
        // If the server answers without the rest, ask for the whole file. If it does not answer, keep what is here.
        const refused = before > 0 && this.#filled === before && attempt.responded;
        if (refused) this.restart();
        if (connection === MAX_CONNECTIONS || (this.#filled <= before && !refused)) throw cause;
      }
    }
  }

  async #connect(init: RequestInit, attempt: { responded: boolean }): Promise<void> {
    const url = this.#url;
    const { code, fetch, signal } = this.#options;
    throwIfStopped(signal);
    const stall = new AbortController();
    const stop = () => stall.abort();
    signal?.addEventListener('abort', stop);
    const broken = (cause: unknown): never => {
      const why = stall.signal.aborted ? `nothing came for ${STALL_MS / 1000} s` : toAisleError(cause).message;
      throw new AisleError(
        code,
        `${url} could not be fetched: ${why}. Check the URL, the network and the page's connect-src.`,
        { url },
        cause,
      );
    };
    let timer = setTimeout(() => stall.abort(), STALL_MS);
    try {
      // With a range the browser asks for the bytes as they are, uncompressed, so that the parts fit together.
      const headers = this.#filled > 0 ? { Range: `bytes=${this.#filled}-` } : {};
      const response = await fetch(url, { ...REQUEST, ...init, headers, signal: stall.signal }).catch(broken);
      attempt.responded = true;
      if (!response.ok)
        throw new AisleError(code, `${url} answered ${response.status}; expected 200.`, {
          url,
          status: response.status,
        });
      if (response.status !== 206) this.#filled = 0;
      const reader = response.body?.getReader();
      while (reader) {
        const { done, value } = await reader.read().catch(broken);
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), STALL_MS);
        this.#append(value);
        await this.#storePart();
        if (!this.#exceedsLimit) continue;
        void reader.cancel().catch(() => undefined);
        return;
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Each time that there is half as much again, so that all of it is written three times at most. */
  async #storePart(): Promise<void> {
    const { parts } = this.#options;
    if (!parts || this.#exceedsLimit || this.#filled < Math.max(MIN_PART_BYTES, 1.5 * this.#storedBytes)) return;
    this.#storedBytes = this.#filled;
    await parts.storePart(this.received);
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#filled + chunk.length;
    if (needed > this.#maxBytes) {
      // One byte more than was told says that it is another file; the rest of it is not wanted.
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
