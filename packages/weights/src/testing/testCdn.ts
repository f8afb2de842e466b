import type { LoaderEnvironment } from '../loaderEnvironment.js';
import { deltaFile, FILES_FOLDER, type Pointer, type PointerRelease, signedBytes } from '../pointer.js';
import { ReleaseCache } from '../releaseCache.js';
import { sha256Hex } from '../sha256.js';
import { SyncStateStore } from '../syncState.js';
import { VerifiedFiles } from '../verifiedFiles.js';
import { FakeClock } from './fakeClock.js';
import { InMemoryCaches } from './inMemoryCaches.js';
import type { PackedFiles } from './laterRelease.js';

export const CHANNEL_URL = 'https://shop.example/weights/stable.json';
export const CACHE_NAME = 'aisle-test';
export const NOW_MS = Date.UTC(2026, 0, 10);

const urlOfFile = (name: string) => new URL(FILES_FOLDER + name, CHANNEL_URL).href;

/** A static host, and the environment of a loader: clock, bucket, caches and locks. */
export class TestCdn {
  /** By URL. */
  readonly files = new Map<string, Uint8Array>();
  /** Requests: the URL without folder and hash, and the range if there was one. */
  readonly requests: string[] = [];
  readonly caches = new InMemoryCaches();
  nowMs = NOW_MS;
  readonly clock = new FakeClock();
  bucket = 0.5;
  locks: LoaderEnvironment['locks'];
  /** Replaces the response to a request. */
  answer: ((url: string, init: RequestInit) => Response | Promise<Response> | undefined) | undefined;

  readonly environment = (): LoaderEnvironment => ({
    fetch: (url, init) => this.#fetch(url, init),
    caches: () => this.caches as unknown as CacheStorage,
    locks: this.locks,
    clock: this.clock,
    now: () => this.nowMs,
    random: () => this.bucket,
  });

  /** The objects that the parts of a loader share. */
  sources() {
    const environment = this.environment();
    const cache = new ReleaseCache(CACHE_NAME, environment.caches);
    return {
      environment,
      cache,
      files: new VerifiedFiles(cache, environment),
      state: new SyncStateStore(cache, CHANNEL_URL, false),
      now: environment.now,
    };
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const range = (init.headers as Record<string, string> | undefined)?.Range;
    this.requests.push(shortName(url) + (range ? ` ${range}` : ''));
    const bytes = this.files.get(url);
    return (
      (await this.answer?.(url, init)) ??
      new Response(bytes as Uint8Array<ArrayBuffer> | undefined, { status: bytes ? 200 : 404 })
    );
  }

  /** Publishes a release's files, with the names of `aisle publish`. */
  async publish({ files, manifestJson }: PackedFiles): Promise<PointerRelease> {
    const bytes = files.get('manifest.json')!;
    const sha256 = await sha256Hex(bytes);
    const manifest = { file: `manifest.${sha256.slice(0, 16)}.json`, bytes: bytes.length, sha256 };
    for (const [name, content] of files)
      this.files.set(urlOfFile(name === 'manifest.json' ? manifest.file : name), content);
    return { releaseId: manifestJson.releaseId, manifest, deltasFrom: [] };
  }

  putDelta(from: string, to: string, bytes: Uint8Array): void {
    this.files.set(urlOfFile(deltaFile(from, to)), bytes);
  }

  /** Publishes the channel's pointer, signed by these keys. */
  async point(release: PointerRelease, changes: Partial<Pointer> = {}, keys: readonly TestKey[] = []): Promise<void> {
    const pointer: Pointer = {
      channel: 'stable',
      sequence: 1,
      issuedAt: '2026-01-09T00:00:00.000Z',
      expiresAt: '2026-01-20T00:00:00.000Z',
      release,
      ...changes,
    };
    const signed = JSON.stringify(pointer);
    const signatures = await Promise.all(
      keys.map(async (key) => ({ publicKey: key.publicKey, signature: await key.sign(signedBytes(signed)) })),
    );
    const file = { format: 'aisle-pointer', formatVersion: 1, signed, signatures };
    this.files.set(CHANNEL_URL, new TextEncoder().encode(JSON.stringify(file)));
  }
}

export interface TestKey {
  /** base64url */
  readonly publicKey: string;
  readonly sign: (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;
}

/** A new Ed25519 key. */
export async function testKey(): Promise<TestKey> {
  const { publicKey, privateKey } = (await crypto.subtle.generateKey('Ed25519', true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const toBase64Url = (bytes: ArrayBuffer) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  return {
    publicKey: toBase64Url(await crypto.subtle.exportKey('raw', publicKey)),
    sign: async (bytes) => toBase64Url(await crypto.subtle.sign('Ed25519', privateKey, bytes)),
  };
}

/** A URL without folder and hash. */
export const shortName = (url: string) =>
  new URL(url).pathname
    .replace(/^.*\//, '')
    .replace(/\.[0-9a-f]{16}(?=\.)/, '')
    .replace(/^.*--.*\.delta/, 'delta');
