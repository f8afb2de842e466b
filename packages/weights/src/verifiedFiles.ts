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
  /** @param cacheName of the Cache; undefined where nothing may be kept */
  constructor(private readonly cacheName: string | undefined) {}

  async cache(): Promise<Cache | undefined> {
    if (!this.cacheName || typeof caches === 'undefined') return undefined;
    // Refused in some private modes: then every page view loads afresh.
    return caches.open(this.cacheName).catch(() => undefined);
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
    const part = partUrl(url);
    const download = new Download(url, shard.bytes, 'shard-unreachable', await bytesOf(await cache?.match(part)));
    // Its name holds its hash, so it never changes, and no server is asked whether it did. What is kept here need not
    // lie in the browser's own cache as well.
    let problem = await download.run({ cache: cache ? 'no-store' : 'force-cache' }).then(
      () => problemWith(download.received, shard),
      async (cause: unknown) => {
        const { received } = download;
        if (received.length >= SMALLEST_PART_BYTES && !download.tooLong) await cache?.put(part, new Response(received as Uint8Array<ArrayBuffer>)).catch(() => undefined);
        throw cause;
      },
    );
    await cache?.delete(part);
    if (problem) {
      // An altered file may sit in the browser's cache, and a part may have been of another: the whole, from the server itself, once.
      download.restart();
      await download.run({ cache: 'reload' });
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
    await download.run({ cache: 'no-store' });
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

/** One file on its way: goes on where a connection broke off. */
class Download {
  private buffer: Uint8Array;
  private filled = 0;
  tooLong = false;

  constructor(
    private readonly url: string,
    private readonly mostBytes: number,
    private readonly code: UnreachableCode,
    part?: Uint8Array,
  ) {
    this.buffer = part && part.length < mostBytes ? part : new Uint8Array();
    this.filled = this.buffer.length;
  }

  get received(): Uint8Array {
    return this.buffer.subarray(0, this.filled);
  }

  restart(): void {
    this.filled = 0;
    this.tooLong = false;
  }

  async run(init: RequestInit): Promise<void> {
    for (let connection = 1; ; connection++) {
      const before = this.filled;
      try {
        return await this.connect(init);
      } catch (cause) {
        // A server that refuses the rest is asked for the whole.
        const refused = before > 0 && this.filled === before;
        if (refused) this.restart();
        if (connection === MAX_CONNECTIONS || (this.filled <= before && !refused)) throw cause;
      }
    }
  }

  private async connect(init: RequestInit): Promise<void> {
    const { url, code } = this;
    const stall = new AbortController();
    const broken = (cause: unknown): never => {
      const why = stall.signal.aborted ? `nothing came for ${STALL_MS / 1000} s` : toAisleError(cause).message;
      throw new AisleError(code, `${url} could not be fetched: ${why}. Check the URL, the network and the page's connect-src.`, { url }, cause);
    };
    let timer = setTimeout(() => stall.abort(), STALL_MS);
    try {
      // With a range the browser asks for the bytes as they are, uncompressed, so that the parts fit together.
      const headers = this.filled > 0 ? { Range: `bytes=${this.filled}-` } : {};
      const response = await fetch(url, { ...REQUEST, ...init, headers, signal: stall.signal }).catch(broken);
      if (!response.ok) throw new AisleError(code, `${url} answered ${response.status}; expected 200.`, { url, status: response.status });
      if (response.status !== 206) this.filled = 0;
      const reader = response.body!.getReader();
      for (;;) {
        const { done, value } = await reader.read().catch(broken);
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), STALL_MS);
        this.append(value);
        if (!this.tooLong) continue;
        void reader.cancel().catch(() => undefined);
        return;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private append(chunk: Uint8Array): void {
    const needed = this.filled + chunk.length;
    if (needed > this.mostBytes) {
      // One byte more than was told says that it is another file; the rest of it is not wanted.
      this.tooLong = true;
      chunk = chunk.subarray(0, this.mostBytes + 1 - this.filled);
    }
    if (this.filled + chunk.length > this.buffer.length) {
      const larger = new Uint8Array(Math.min(this.mostBytes + 1, Math.max(2 * this.buffer.length, needed)));
      larger.set(this.received);
      this.buffer = larger;
    }
    this.buffer.set(chunk, this.filled);
    this.filled += chunk.length;
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
