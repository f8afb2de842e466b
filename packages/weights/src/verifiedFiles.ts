import { AisleError } from '@aisle/core';
import { cachedBytes } from './cachedBytes.js';
import { Download } from './download.js';
import { DownloadPace } from './downloadPace.js';
import type { LoaderEnvironment } from './loaderEnvironment.js';
import { parseJson } from './parseJson.js';
import type { ReleaseCache } from './releaseCache.js';
import { type ReleaseSource, urlOf } from './releaseSource.js';
import { findMismatch, MAX_TEXT_BYTES, type Shard } from './shard.js';

/** Fetches files of releases, verifies them, and stores them if permitted. An aborted signal ends downloads and writes. */
export class VerifiedFiles {
  readonly #cache: ReleaseCache;
  readonly #environment: Pick<LoaderEnvironment, 'fetch' | 'clock'>;

  constructor(cache: ReleaseCache, environment: Pick<LoaderEnvironment, 'fetch' | 'clock'>) {
    this.#cache = cache;
    this.#environment = environment;
  }

  /** Limits the time of downloads of this many bytes together. @param subject begins the message of its error */
  newPace(subject: string, expectedBytes: number): DownloadPace {
    return new DownloadPace(subject, expectedBytes, this.#environment.clock);
  }

  /** The file from the cache, if its size and hash match. */
  async cachedFile(url: string, shard: Shard): Promise<Uint8Array | undefined> {
    const bytes = await cachedBytes(await (await this.#cache.open())?.match(url), shard.bytes);
    return bytes && (await findMismatch(bytes, shard)) === undefined ? bytes : undefined;
  }

  /** The files of a release that the cache has undamaged, by name. */
  async cachedFiles(release: ReleaseSource, shards: readonly Shard[]): Promise<Map<string, Uint8Array>> {
    const files = new Map<string, Uint8Array>();
    await Promise.all(
      shards.map(async (shard) => {
        const bytes = await this.cachedFile(urlOf(shard, release), shard);
        if (bytes) files.set(shard.file, bytes);
      }),
    );
    return files;
  }

  /**
   * Fetches a file and stores it. Resumes the download of an earlier page.
   *
   * @param pace default: one for this file
   * @throws AisleError `shard-unreachable`, `shard-corrupt`, `download-slow`, `insecure-context` or `aborted`
   */
  async fetch(
    url: string,
    shard: Shard,
    signal?: AbortSignal,
    pace = this.newPace(url, shard.bytes),
  ): Promise<Uint8Array> {
    const cache = await this.#cache.open();
    const part = await cachedBytes(await cache?.match(partUrl(url)), shard.bytes);
    const storePart = (bytes: Uint8Array) => this.#cache.put(partUrl(url), bytes, signal);
    const download = new Download(url, shard.bytes, {
      ...this.#environment,
      code: 'shard-unreachable',
      signal,
      pace,
      parts: { part, storePart },
    });
    // A file never changes, so it is never revalidated. The browser's HTTP cache is used only if storing is permitted and
    // Cache Storage is not available.
    const browserCache = this.#cache.allowed && !cache;
    await download.run({ cache: browserCache ? 'force-cache' : 'no-store' });
    let problem = await findMismatch(download.received, shard);
    await cache?.delete(partUrl(url));
    if (problem && (part || browserCache)) {
      // The stored part or the HTTP cache may be damaged: fetch the whole file from the server once.
      download.restart();
      await download.run({ cache: browserCache ? 'reload' : 'no-store' });
      problem = await findMismatch(download.received, shard);
    }
    if (problem) {
      const message = `Shard ${shard.file}: ${problem} The file was truncated or altered in transit. The release in use stays.`;
      throw new AisleError('shard-corrupt', message, { url, expectedSha256: shard.sha256, expectedBytes: shard.bytes });
    }
    await this.#cache.put(url, download.received, signal);
    return download.received;
  }

  /**
   * Fetches a file whose content changes. It is never cached or revalidated: a server could use an ETag as a cookie
   * (https://www.rfc-editor.org/rfc/rfc9110#section-17.14).
   *
   * @throws AisleError `manifest-unreachable` or `download-slow`, or `manifest-invalid` for invalid JSON
   */
  async fetchJson(url: string, signal?: AbortSignal): Promise<{ readonly text: string; readonly json: unknown }> {
    const download = new Download(url, MAX_TEXT_BYTES, {
      ...this.#environment,
      code: 'manifest-unreachable',
      signal,
      pace: this.newPace(url, 0),
    });
    await download.run({ cache: 'no-store' }, 'restart');
    const text = new TextDecoder().decode(download.received);
    return { text, json: parseJson(text, url) };
  }

  /**
   * Fetches a file of unknown size. A file above `maxBytes` is cut after one byte more.
   *
   * @throws AisleError `shard-unreachable` or `download-slow`
   */
  async fetchUpTo(url: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    const download = new Download(url, maxBytes, {
      ...this.#environment,
      code: 'shard-unreachable',
      signal,
      pace: this.newPace(url, maxBytes),
    });
    await download.run({ cache: 'no-store' });
    return download.received;
  }
}

/** A cache key that is never fetched. */
const partUrl = (url: string) => `${url}.aisle-part`;
