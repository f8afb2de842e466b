import { AisleError, toAisleError } from '@aisle/core';
import { filesToFetch, parseManifest, type Manifest, type Shard } from './manifest.js';
import { assembleRelease, sha256Hex, type Release } from './release.js';

/** Where files come from and where verified ones are kept between page views. */
export interface LoaderOptions {
  readonly manifestUrl: string;
  /** Name of the Cache; absent where nothing may be kept. */
  readonly cacheName?: string;
}

/** Weights are public files, the same for everybody: nothing about the shopper goes along. */
const REQUEST: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer' };

/**
 * Fetches releases and keeps the last good one. A release is used whole or not at all: the cached manifest changes only
 * after every file that it names has been verified.
 */
export class ReleaseLoader {
  constructor(private readonly options: LoaderOptions) {}

  /** The release that was good last time, from the cache; undefined where there is none or it no longer verifies. */
  async loadCached(): Promise<Release | undefined> {
    const response = await (await this.cache())?.match(this.options.manifestUrl);
    if (!response) return undefined;
    try {
      return await this.loadFiles(parseManifest(await response.json()), true);
    } catch {
      // A cache that does not verify is no cache; what the network says is reported by `load`.
      return undefined;
    }
  }

  /**
   * The release that the manifest names now.
   *
   * @param current what is in use; returned as it is where the manifest still names it
   * @throws AisleError `manifest-unreachable`, `manifest-invalid`, `config-invalid`, `weights-mismatch`,
   *   `shard-unreachable`, `shard-corrupt` or `insecure-context`; what was in use before stays good
   */
  async load(current?: Release): Promise<Release> {
    const { manifestUrl } = this.options;
    // no-cache: revalidate, since the manifest is the one name whose content changes.
    const response = await fetchOk(manifestUrl, 'manifest-unreachable', { ...REQUEST, cache: 'no-cache' });
    const text = await response.text().catch((cause: unknown) => unreachable(manifestUrl, cause, 'manifest-unreachable'));
    let found: unknown;
    try {
      found = JSON.parse(text);
    } catch (cause) {
      const message = `Manifest: expected JSON at ${manifestUrl}, found ${JSON.stringify(text.slice(0, 40))}.`;
      throw new AisleError('manifest-invalid', message, { manifestUrl }, cause);
    }
    const manifest = parseManifest(found);
    // The whole manifest, not its id: a cached one that was changed, or one that a shop corrected, must not stay.
    if (current && JSON.stringify(manifest) === JSON.stringify(current.manifest)) return current;
    const release = await this.loadFiles(manifest, false);
    // A device without room still ranks; it loads the files again next time.
    await this.keep(manifest, text).catch(() => undefined);
    return release;
  }

  private async cache(): Promise<Cache | undefined> {
    if (!this.options.cacheName || typeof caches === 'undefined') return undefined;
    // Refused in some private modes: then every page view loads afresh.
    return caches.open(this.options.cacheName).catch(() => undefined);
  }

  /** What was noted of this very release; undefined where nothing was, or nothing may be kept. */
  async recallNote({ manifest }: Release): Promise<string | undefined> {
    const note = await (await this.cache())?.match(this.noteUrl());
    const [releaseId, text] = note ? ((await note.json().catch(() => [])) as unknown[]) : [];
    return releaseId === manifest.releaseId && typeof text === 'string' ? text : undefined;
  }

  /** Keeps a note beside the release; the next release drops it. */
  async keepNote({ manifest }: Release, text: string): Promise<void> {
    await (await this.cache())?.put(this.noteUrl(), new Response(JSON.stringify([manifest.releaseId, text]))).catch(() => undefined);
  }

  /** A name that is never fetched. */
  private noteUrl(): string {
    return new URL('aisle-note', this.options.manifestUrl).href;
  }

  /** Remembers the manifest as the good one and drops files that only older releases used. */
  private async keep(manifest: Manifest, text: string): Promise<void> {
    const cache = await this.cache();
    if (!cache) return;
    const files = await Promise.all(filesToFetch(manifest).map((shard) => cache.match(this.urlOf(shard))));
    // Without all of its files, the new release would push the previous one out and not be there itself.
    if (!files.every(Boolean)) return;
    await cache.put(this.options.manifestUrl, new Response(text, { headers: { 'content-type': 'application/json' } }));
    const used = new Set([this.options.manifestUrl, ...filesToFetch(manifest).map((shard) => this.urlOf(shard))]);
    for (const request of await cache.keys()) if (!used.has(request.url)) await cache.delete(request);
  }

  private urlOf(shard: Shard): string {
    return new URL(shard.file, this.options.manifestUrl).href;
  }

  private async loadFiles(manifest: Manifest, cachedOnly: boolean): Promise<Release> {
    const files = await Promise.all(filesToFetch(manifest).map((shard) => this.loadFile(shard, cachedOnly)));
    const { length } = manifest.shards;
    return assembleRelease(manifest, files.slice(1, 1 + length), files[0]!, files[1 + length]);
  }

  private async loadFile(shard: Shard, cachedOnly: boolean): Promise<Uint8Array> {
    const url = this.urlOf(shard);
    const cache = await this.cache();
    const cached = await cache?.match(url);
    if (cached) {
      const bytes = new Uint8Array(await cached.arrayBuffer());
      if ((await problemWith(bytes, shard)) === undefined) return bytes;
    }
    if (cachedOnly) throw new AisleError('shard-corrupt', `Cached shard ${shard.file} is missing or altered.`);
    let bytes = await fetchBytes(url, REQUEST);
    let problem = await problemWith(bytes, shard);
    if (problem) {
      // Shards are served as immutable, so an altered one may sit in the browser's HTTP cache: ask the server itself once.
      bytes = await fetchBytes(url, { ...REQUEST, cache: 'reload' });
      problem = await problemWith(bytes, shard);
    }
    if (problem) {
      const message = `Shard ${shard.file}: ${problem} The file was cut short or altered on its way; the previous release stays in use.`;
      throw new AisleError('shard-corrupt', message, { url, expectedSha256: shard.sha256, expectedBytes: shard.bytes });
    }
    await cache?.put(url, new Response(bytes as Uint8Array<ArrayBuffer>)).catch(() => undefined);
    return bytes;
  }
}

async function problemWith(bytes: Uint8Array, shard: Shard): Promise<string | undefined> {
  if (bytes.byteLength !== shard.bytes) return `expected ${shard.bytes} bytes, found ${bytes.byteLength}.`;
  const sha256 = await sha256Hex(bytes);
  return sha256 === shard.sha256 ? undefined : `expected SHA-256 ${shard.sha256}, found ${sha256}.`;
}

function unreachable(url: string, cause: unknown, code: 'manifest-unreachable' | 'shard-unreachable' = 'shard-unreachable'): never {
  const message = `${url} could not be fetched: ${toAisleError(cause).message}. Check the URL, the network and the page's connect-src.`;
  throw new AisleError(code, message, { url }, cause);
}

async function fetchBytes(url: string, init: RequestInit): Promise<Uint8Array> {
  const response = await fetchOk(url, 'shard-unreachable', init);
  return new Uint8Array(await response.arrayBuffer().catch((cause: unknown) => unreachable(url, cause)));
}

async function fetchOk(url: string, code: 'manifest-unreachable' | 'shard-unreachable', init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => unreachable(url, cause, code));
  if (response.ok) return response;
  throw new AisleError(code, `${url} answered ${response.status}; expected 200.`, { url, status: response.status });
}
