import { AisleError, toAisleError } from '@aisle/core';
import type { Shard } from './manifest.js';
import { sha256Hex } from './release.js';

/** Weights are public files, the same for everybody: nothing about the shopper goes along, and nobody is sent elsewhere. */
const REQUEST: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error' };
/** Silence after which a connection counts as broken. */
const STALL_MS = 30_000;
/** Connections for one file, as long as each brings some of it. */
const MAX_CONNECTIONS = 4;
/** What a broken download leaves is kept for the next page from this size on. */
const SMALLEST_PART_BYTES = 1 << 16;
/** Pointers and unsigned manifests, whose size nothing else tells. */
const MAX_TEXT_BYTES = 1 << 22;

type UnreachableCode = 'manifest-unreachable' | 'shard-unreachable';

/** Files of releases: fetched, verified, and kept where that is allowed. */
export class VerifiedFiles {
  #opened = false;
  #cacheName: string | undefined;

  /** @param cacheName of the Cache; undefined where nothing may be kept */
  constructor(cacheName: string | undefined) {
    this.#cacheName = cacheName;
  }

  async cache(): Promise<Cache | undefined> {
    if (!this.#cacheName || typeof caches === 'undefined') return undefined;
    try {
      // Erased meanwhile: what an update under way still brings must not bring it back.
      if (this.#opened && !(await caches.has(this.#cacheName))) this.#cacheName = undefined;
      if (!this.#cacheName) return undefined;
      this.#opened = true;
      return await caches.open(this.#cacheName);
    } catch {
      // Refused in some private modes: then every page view loads afresh.
      return undefined;
    }
  }

  /** The kept file, where it is whole. */
  async held(url: string, shard: Shard): Promise<Uint8Array | undefined> {
    const bytes = await bytesOf(await (await this.cache())?.match(url));
    return bytes && (await problemWith(bytes, shard)) === undefined ? bytes : undefined;
  }

  async keep(url: string, bytes: Uint8Array | string): Promise<void> {
    await (await this.cache())?.put(url, new Response(bytes as Uint8Array<ArrayBuffer> | string)).catch(() => undefined);
  }

  /**
   * Fetches a file and keeps it; what an earlier page had of it is not fetched again.
   *
   * @throws AisleError `shard-unreachable`, `shard-corrupt` or `insecure-context`
   */
  async fetch(url: string, shard: Shard): Promise<Uint8Array> {
    const cache = await this.cache();
    const part = await bytesOf(await cache?.match(partUrl(url)));
    const download = new Download(url, shard.bytes, 'shard-unreachable', { part, keepPart: (bytes) => this.keep(partUrl(url), bytes) });
    // Its name holds its hash, so it never changes, and no server is asked whether it did. The browser's own cache is used
    // only where there is leave to keep something and no other place.
    const browserCache = this.#cacheName !== undefined && !cache;
    await download.run({ cache: browserCache ? 'force-cache' : 'no-store' });
    let problem = await problemWith(download.received, shard);
    await cache?.delete(partUrl(url));
    if (problem && (part || browserCache)) {
      // The part may have been of another file, the browser's cache may hold an altered one: the whole from the server, once.
      download.restart();
      await download.run({ cache: browserCache ? 'reload' : 'no-store' });
      problem = await problemWith(download.received, shard);
    }
    if (problem) {
      const message = `Shard ${shard.file}: ${problem} The file was cut short or altered on its way; the previous release stays in use.`;
      throw new AisleError('shard-corrupt', message, { url, expectedSha256: shard.sha256, expectedBytes: shard.bytes });
    }
    await this.keep(url, download.received);
    return download.received;
  }

  /**
   * A file whose content changes under its name. Never from a cache, and without a validator: an ETag that a server chose
   * for one shopper would come back to it.
   *
   * @throws AisleError `manifest-unreachable`, or `manifest-invalid` for what is no JSON
   */
  async fetchJson(url: string): Promise<{ readonly text: string; readonly json: unknown }> {
    const download = new Download(url, MAX_TEXT_BYTES, 'manifest-unreachable');
    await download.run({ cache: 'no-store' }, 'anew');
    const text = new TextDecoder().decode(download.received);
    return { text, json: parseJson(text, url) };
  }

  /** A file of which only a limit of its size is known. @throws AisleError `shard-unreachable` */
  async fetchUpTo(url: string, mostBytes: number): Promise<Uint8Array> {
    const download = new Download(url, mostBytes, 'shard-unreachable');
    await download.run({ cache: 'no-store' });
    return download.received;
  }
}

interface PartOptions {
  /** What an earlier page had of the file. */
  readonly part: Uint8Array | undefined;
  /** Keeps what there is for the next page: this one may be left at any moment. */
  readonly keepPart: (bytes: Uint8Array) => Promise<void>;
}

/** One file on its way, over as many connections as it takes. */
class Download {
  #buffer: Uint8Array;
  #filled = 0;
  #keptBytes = 0;
  #tooLong = false;
  readonly #url: string;
  readonly #mostBytes: number;
  readonly #code: UnreachableCode;
  readonly #parts: PartOptions | undefined;

  constructor(
    url: string,
    mostBytes: number,
    code: UnreachableCode,
    parts?: PartOptions,
  ) {
    this.#url = url;
    this.#mostBytes = mostBytes;
    this.#code = code;
    this.#parts = parts;
    const part = parts?.part;
    this.#buffer = part && part.length < mostBytes ? part : new Uint8Array();
    this.#filled = this.#keptBytes = this.#buffer.length;
  }

  get received(): Uint8Array {
    return this.#buffer.subarray(0, this.#filled);
  }

  restart(): void {
    this.#filled = 0;
    this.#tooLong = false;
  }

  /** @param broken where a connection broke off: go on from there, or begin anew, since the rest may be of another content by then */
  async run(init: RequestInit, broken: 'go-on' | 'anew' = 'go-on'): Promise<void> {
    for (let connection = 1; ; connection++) {
      if (broken === 'anew') this.restart();
      const before = this.#filled;
      const asked = { answered: false };
      try {
        return await this.#connect(init, asked);
      } catch (cause) {
        // A server that answers and does not give the rest is asked for the whole; where none answers, what is there stays.
        const refused = before > 0 && this.#filled === before && asked.answered;
        if (refused) this.restart();
        if (connection === MAX_CONNECTIONS || (this.#filled <= before && !refused)) throw cause;
      }
    }
  }

  async #connect(init: RequestInit, asked: { answered: boolean }): Promise<void> {
    const url = this.#url;
    const code = this.#code;
    const stall = new AbortController();
    const broken = (cause: unknown): never => {
      const why = stall.signal.aborted ? `nothing came for ${STALL_MS / 1000} s` : toAisleError(cause).message;
      throw new AisleError(code, `${url} could not be fetched: ${why}. Check the URL, the network and the page's connect-src.`, { url }, cause);
    };
    let timer = setTimeout(() => stall.abort(), STALL_MS);
    try {
      // With a range the browser asks for the bytes as they are, uncompressed, so that the parts fit together.
      const headers = this.#filled > 0 ? { Range: `bytes=${this.#filled}-` } : {};
      const response = await fetch(url, { ...REQUEST, ...init, headers, signal: stall.signal }).catch(broken);
      asked.answered = true;
      if (!response.ok) throw new AisleError(code, `${url} answered ${response.status}; expected 200.`, { url, status: response.status });
      if (response.status !== 206) this.#filled = 0;
      const reader = response.body?.getReader();
      while (reader) {
        const { done, value } = await reader.read().catch(broken);
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), STALL_MS);
        this.#append(value);
        await this.#keepPart();
        if (!this.#tooLong) continue;
        void reader.cancel().catch(() => undefined);
        return;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Each time that there is half as much again, so that all of it is written three times at most. */
  async #keepPart(): Promise<void> {
    if (!this.#parts || this.#tooLong || this.#filled < Math.max(SMALLEST_PART_BYTES, 1.5 * this.#keptBytes)) return;
    this.#keptBytes = this.#filled;
    await this.#parts.keepPart(this.received);
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#filled + chunk.length;
    if (needed > this.#mostBytes) {
      // One byte more than was told says that it is another file; the rest of it is not wanted.
      this.#tooLong = true;
      chunk = chunk.subarray(0, this.#mostBytes + 1 - this.#filled);
    }
    if (this.#filled + chunk.length > this.#buffer.length) {
      const larger = new Uint8Array(Math.min(this.#mostBytes + 1, Math.max(2 * this.#buffer.length, needed)));
      larger.set(this.received);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#filled);
    this.#filled += chunk.length;
  }
}

/** @throws AisleError `manifest-invalid` */
export function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AisleError('manifest-invalid', `Manifest: expected JSON at ${url}, found ${JSON.stringify(text.slice(0, 40))}.`, { manifestUrl: url }, cause);
  }
}

/** A name that is never fetched. */
const partUrl = (url: string) => `${url}.aisle-part`;

async function bytesOf(response: Response | undefined): Promise<Uint8Array | undefined> {
  return response && new Uint8Array(await response.arrayBuffer());
}

export async function problemWith(bytes: Uint8Array, shard: Shard): Promise<string | undefined> {
  if (bytes.byteLength !== shard.bytes) return `expected ${shard.bytes} bytes, found ${bytes.byteLength}.`;
  const sha256 = await sha256Hex(bytes);
  return sha256 === shard.sha256 ? undefined : `expected SHA-256 ${shard.sha256}, found ${sha256}.`;
}
