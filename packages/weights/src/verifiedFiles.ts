import { AisleError } from '@aisle/core';
import { Download } from './download.js';
import { type ReleaseSource, urlOf } from './releaseSource.js';
import type { LoaderEnvironment } from './loaderEnvironment.js';
import { parseJson } from './parseJson.js';
import type { ReleaseCache } from './releaseCache.js';
import { findMismatch, type Shard } from './shard.js';

/** Pointers and unsigned manifests, whose size nothing else tells. */
const MAX_TEXT_BYTES = 1 << 22;

/** Files of releases: fetched, verified, and kept where that is allowed. A signal that is aborted ends downloads and writes. */
export class VerifiedFiles {
  readonly #cache: ReleaseCache;
  readonly #fetch: LoaderEnvironment['fetch'];

  constructor(cache: ReleaseCache, fetch: LoaderEnvironment['fetch']) {
    this.#cache = cache;
    this.#fetch = fetch;
  }

  /** The kept file, where it is whole. */
  async cachedFile(url: string, shard: Shard): Promise<Uint8Array | undefined> {
    const bytes = await bytesOf(await (await this.#cache.open())?.match(url));
    return bytes && (await findMismatch(bytes, shard)) === undefined ? bytes : undefined;
  }

  /** Those files of a release that are kept and whole, by name. */
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
   * Fetches a file and keeps it; what an earlier page had of it is not fetched again.
   *
   * @throws AisleError `shard-unreachable`, `shard-corrupt`, `insecure-context` or `aborted`
   */
  async fetch(url: string, shard: Shard, signal?: AbortSignal): Promise<Uint8Array> {
    const cache = await this.#cache.open();
    const part = await bytesOf(await cache?.match(partUrl(url)));
    const storePart = (bytes: Uint8Array) => this.#cache.put(partUrl(url), bytes, signal);
    const download = new Download(url, shard.bytes, {
      fetch: this.#fetch,
      code: 'shard-unreachable',
      signal,
      parts: { part, storePart },
    });
    // Its name holds its hash, so it never changes, and no server is asked whether it did. The browser's own cache is used
    // only where keeping files is permitted and there is no other place.
    const browserCache = this.#cache.allowed && !cache;
    await download.run({ cache: browserCache ? 'force-cache' : 'no-store' });
    let problem = await findMismatch(download.received, shard);
    await cache?.delete(partUrl(url));
    if (problem && (part || browserCache)) {
      // The part may have been of another file, the browser's cache may hold an altered one: the whole from the server, once.
      download.restart();
      await download.run({ cache: browserCache ? 'reload' : 'no-store' });
      problem = await findMismatch(download.received, shard);
    }
    if (problem) {
      const message = `Shard ${shard.file}: ${problem} The file was cut short or altered on its way; the previous release stays in use.`;
      throw new AisleError('shard-corrupt', message, { url, expectedSha256: shard.sha256, expectedBytes: shard.bytes });
    }
    await this.#cache.put(url, download.received, signal);
    return download.received;
  }

  /**
   * A file whose content changes under its name. Never from a cache, and without a validator: an ETag that a server chose
   * for one shopper would come back to it.
   *
   * @throws AisleError `manifest-unreachable`, or `manifest-invalid` for what is no JSON
   */
  async fetchJson(url: string, signal?: AbortSignal): Promise<{ readonly text: string; readonly json: unknown }> {
    const download = new Download(url, MAX_TEXT_BYTES, { fetch: this.#fetch, code: 'manifest-unreachable', signal });
    await download.run({ cache: 'no-store' }, 'anew');
    const text = new TextDecoder().decode(download.received);
    return { text, json: parseJson(text, url) };
  }

  /**
   * A file of which only a limit of its size is known; of a larger one, one byte more than that.
   *
   * @throws AisleError `shard-unreachable`
   */
  async fetchUpTo(url: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    const download = new Download(url, maxBytes, { fetch: this.#fetch, code: 'shard-unreachable', signal });
    await download.run({ cache: 'no-store' });
    return download.received;
  }
}

/** A name that is never fetched. */
const partUrl = (url: string) => `${url}.aisle-part`;

async function bytesOf(response: Response | undefined): Promise<Uint8Array | undefined> {
  return response && new Uint8Array(await response.arrayBuffer());
}
