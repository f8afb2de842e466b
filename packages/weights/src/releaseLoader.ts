import { AisleError, SDK_VERSION, toAisleError } from '@aisle/core';
import { applyDelta } from './delta.js';
import { filesToFetch, parseManifest, type Manifest, type Shard } from './manifest.js';
import type { NetworkKind } from './networkKind.js';
import { deltaFile, FILES_FOLDER, parsePointer, parseSignedPointer, POINTER_FORMAT, signersOf, type Pointer } from './pointer.js';
import { assembleRelease, sha256Hex, type Release } from './release.js';
import { isStateUrl, readState, SyncStateStore, type HeldRelease, type SyncState } from './syncState.js';
import { parseJson, problemWith, VerifiedFiles } from './verifiedFiles.js';

/** Where files come from, whom to trust, and where verified ones are kept between page views. */
export interface LoaderOptions {
  /** Of a channel's pointer, or of the manifest of a release that never changes its place. */
  readonly manifestUrl: string;
  /** Name of the Cache; absent where nothing may be kept. */
  readonly cacheName?: string;
  /** Ed25519, base64url: where there is one, what none of them signed is refused. */
  readonly publicKeys: readonly string[];
  /** Milliseconds between two questions for a newer release, over all tabs. */
  readonly updateIntervalMs: number;
  readonly network: NetworkKind;
}

/** What the engine does about an update. */
export interface UpdateHooks {
  /** Throws AisleError `release-failed-check` for a release that does not work here. */
  readonly accept: (release: Release) => void;
  /** Resolves when nobody waits for an answer. */
  readonly whenIdle: () => Promise<void>;
  /** Something was wrong that another way made good. */
  readonly onProblem: (problem: AisleError) => void;
}

/** A release that is offered. */
interface Offer extends HeldRelease {
  /** Where no pointer told of it. */
  readonly manifestText?: string;
  readonly deltasFrom: readonly string[];
}

/** After so long without a question, a channel of another page is followed no more, and its files may go. */
const FORGOTTEN_MS = 7 * 86_400_000;
const MAX_FAILED = 16;
const failedMark = (releaseId: string) => `${releaseId} ${SDK_VERSION}`;

const refusePointer = (what: string, details: Readonly<Record<string, unknown>> = {}): never => {
  throw new AisleError('pointer-refused', `Pointer: ${what} The release in use stays.`, details);
};

/**
 * Follows a channel and keeps the last good release. A release is used whole or not at all: the state that names it
 * changes only after every file has been verified and the release has answered its golden vectors on this device.
 */
export class ReleaseLoader {
  readonly #files: VerifiedFiles;
  readonly #state: SyncStateStore;
  /** Where the release comes from that was loaded last. */
  held: HeldRelease | undefined;
  /** What the state named when this loader last read or wrote it: something else there is another tab's. */
  #known: string | undefined;
  readonly #options: LoaderOptions;

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#files = new VerifiedFiles(options.cacheName);
    this.#state = new SyncStateStore(this.#files, options.manifestUrl, options.publicKeys.length > 0);
  }

  /**
   * The release that was good last time, from the cache; undefined where there is none, it no longer verifies, or none of
   * the keys that are trusted now has signed it.
   */
  async loadCached(): Promise<Release | undefined> {
    const { release: held } = await this.#state.read();
    this.#known = held?.releaseId;
    if (!held || !this.#trusts(held)) return undefined;
    try {
      const manifest = await this.#manifestHeld(held);
      if (!manifest) return undefined;
      const files = await Promise.all(filesToFetch(manifest).map((shard) => this.#files.held(urlOf(shard, held), shard)));
      if (!files.every((file) => file !== undefined)) return undefined;
      const release = assemble(manifest, files);
      this.held = held;
      return release;
    } catch {
      // A cache that does not verify is no cache; what the network says is reported by `update`.
      return undefined;
    }
  }

  /** @throws AisleError as `parseManifest` does */
  async #manifestHeld({ manifestKey, manifest }: HeldRelease): Promise<Manifest | undefined> {
    const bytes = await this.#files.held(manifestKey, manifest);
    return bytes && parseManifest(parseJson(new TextDecoder().decode(bytes), manifestKey));
  }

  #trusts({ signedBy }: HeldRelease): boolean {
    const { publicKeys } = this.#options;
    return publicKeys.length === 0 || signedBy.some((key) => publicKeys.includes(key));
  }

  /**
   * The release that the channel has now, where it is time to ask. One tab asks at a time, and the others take what it
   * has fetched.
   *
   * @param current what is in use; returned as it is where there is nothing newer
   * @returns undefined where another tab is asking
   * @throws AisleError of the codes of docs/errors.md, `manifest-unreachable` to `update-deferred`; what was in use before
   *   stays good. Within the interval, once more what came in the way last time
   */
  async update(current: Release | undefined, hooks: UpdateHooks): Promise<Release | undefined> {
    if (current) await hooks.whenIdle();
    const { cacheName } = this.#options;
    if (!cacheName || typeof navigator === 'undefined' || !navigator.locks) return this.#updateAlone(current, hooks);
    let begun = false;
    const work = (lock: unknown) => {
      begun = true;
      return lock ? this.#updateAlone(current, hooks) : undefined;
    };
    try {
      // With a release at hand nobody waits for another tab.
      return await navigator.locks.request(`${cacheName}-sync`, { ifAvailable: current !== undefined }, work);
    } catch (cause) {
      // Browsers that give no storage give no locks either.
      if (begun) throw cause;
      return this.#updateAlone(current, hooks);
    }
  }

  async #updateAlone(current: Release | undefined, hooks: UpdateHooks): Promise<Release> {
    const { updateIntervalMs, network } = this.#options;
    const { release, checkedMs = -Infinity, problem } = await this.#state.read();
    // Another tab has been here, and has asked.
    const others = release && release.releaseId !== this.#known ? await this.loadCached() : undefined;
    if (others) return others;
    const sinceMs = Date.now() - checkedMs;
    // A clock that was set back says nothing.
    if (current && sinceMs >= 0 && sinceMs < updateIntervalMs) {
      if (problem) throw toAisleError({ ...problem, details: {} });
      return current;
    }
    if (current && network === 'saving') defer('the shopper asked the browser to save data');
    await this.#state.patch({ checkedMs: Date.now(), problem: undefined });
    try {
      return await this.#adoptOffered(current, hooks);
    } catch (cause) {
      const { code, message } = toAisleError(cause);
      await this.#state.patch({ problem: { code, message } });
      throw cause;
    }
  }

  async #adoptOffered(current: Release | undefined, hooks: UpdateHooks): Promise<Release> {
    const offer = await this.#offered();
    if (current && this.held?.manifest.sha256 === offer.manifest.sha256 && current.manifest.releaseId === offer.releaseId) {
      this.held = heldOf(offer);
      // Other keys may have signed it by now.
      if ((await this.#state.read()).release?.releaseId === offer.releaseId) await this.#state.patch({ release: this.held });
      return current;
    }
    const manifest = await this.#manifestOf(offer);
    const release = assemble(manifest, await this.#filesOf(manifest, offer, current, hooks));
    if (current) await hooks.whenIdle();
    try {
      hooks.accept(release);
    } catch (cause) {
      // What else may have gone wrong, memory that ran out say, is no fault of the release.
      if (toAisleError(cause).code === 'release-failed-check') {
        const { failed = [] } = await this.#state.read();
        await this.#state.patch({ failed: [...failed, failedMark(offer.releaseId)].slice(-MAX_FAILED) });
      }
      throw cause;
    }
    await this.#keep(manifest, offer);
    return release;
  }

  /** What the channel offers this device now. */
  async #offered(): Promise<Offer> {
    const { manifestUrl, publicKeys } = this.#options;
    const { text, json } = await this.#files.fetchJson(manifestUrl);
    const format = (json as { readonly format?: unknown } | null)?.format;
    if (format === POINTER_FORMAT) return this.#offeredBy(json);
    if (publicKeys.length > 0) {
      refusePointer(`the page pins a key, and ${manifestUrl} is no signed pointer but of the format ${JSON.stringify(format) ?? 'none'}. Publish with aisle publish --key, or take data-key away.`);
    }
    const { releaseId } = parseManifest(json);
    await this.#refuseFailed(releaseId);
    const bytes = new TextEncoder().encode(text);
    const sha256 = await sha256Hex(bytes);
    // Under a name of its own, so that the manifest of the release that is kept is not replaced before its files are there.
    return { releaseId, manifestUrl, manifestText: text, manifest: { file: 'manifest.json', bytes: bytes.length, sha256 }, manifestKey: `${manifestUrl}.${sha256.slice(0, 16)}.aisle-manifest`, deltasFrom: [], signedBy: [] };
  }

  async #offeredBy(json: unknown): Promise<Offer> {
    const { manifestUrl, publicKeys } = this.#options;
    const signed = parseSignedPointer(json);
    const pointer = parsePointer(signed);
    const signedBy = await signersOf(signed, publicKeys);
    if (publicKeys.length > 0 && signedBy.length === 0) refusePointer(`none of the ${publicKeys.length} pinned keys has signed it.`);
    const name = new URL(manifestUrl).pathname.split('/').at(-1);
    if (name !== `${pointer.channel}.json`) refusePointer(`it is that of the channel ${pointer.channel}, found at ${name}.`);
    const state = await this.#state.read();
    const { sequence = 0, sequenceKeys = [] } = state;
    // Numbers of keys that the page no longer pins count no more: whoever stole one could have set them as high as can be.
    const sequenceHolds = publicKeys.length === 0 || sequenceKeys.some((key) => publicKeys.includes(key));
    if (sequenceHolds && pointer.sequence < sequence) {
      refusePointer(`its sequence number is ${pointer.sequence}, and ${sequence} was seen before.`, { sequence: pointer.sequence, seen: sequence });
    }
    // A time that does not exist, such as the 99th of a month, is none that has not come.
    if (!(Date.parse(pointer.expiresAt) > Date.now())) {
      refusePointer(`it expired at ${pointer.expiresAt}, by this device's clock of ${new Date().toISOString()}. Issue it anew with aisle renew, or set the clock.`, { expiresAt: pointer.expiresAt });
    }
    const draw = this.#drawFor(pointer, state);
    await this.#state.patch({ sequence: pointer.sequence, sequenceKeys: signedBy, ...(draw && { draw }) });
    const { rollout } = pointer;
    const among = rollout && draw && draw.value < rollout.share && !(await this.#hasFailed(rollout.release.releaseId));
    const { releaseId, manifest, deltasFrom } = among ? rollout.release : pointer.release;
    await this.#refuseFailed(releaseId);
    const url = new URL(FILES_FOLDER + manifest.file, manifestUrl).href;
    return { releaseId, manifest, deltasFrom, manifestUrl: url, manifestKey: url, channel: pointer.channel, signedBy };
  }

  /** One draw for each rollout, so that a device stays in it while its share grows, and is not among the first every time. */
  #drawFor({ rollout }: Pointer, { draw }: SyncState): SyncState['draw'] {
    if (!rollout || draw?.rolloutId === rollout.id) return draw;
    return { rolloutId: rollout.id, value: crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32 };
  }

  async #hasFailed(releaseId: string): Promise<boolean> {
    return ((await this.#state.read()).failed ?? []).includes(failedMark(releaseId));
  }

  async #refuseFailed(releaseId: string): Promise<void> {
    if (await this.#hasFailed(releaseId)) {
      throw new AisleError('release-failed-check', `Release ${releaseId} failed its check on this device before and is not fetched again. Publish a newer one, or roll back.`, { releaseId });
    }
  }

  async #manifestOf({ releaseId, manifest, manifestUrl, manifestText }: Offer): Promise<Manifest> {
    const text = manifestText ?? new TextDecoder().decode((await this.#files.held(manifestUrl, manifest)) ?? (await this.#files.fetch(manifestUrl, manifest)));
    const parsed = parseManifest(parseJson(text, manifestUrl));
    if (parsed.releaseId === releaseId) return parsed;
    throw new AisleError('manifest-invalid', `Manifest: releaseId must be ${releaseId}, as the pointer says, found ${parsed.releaseId}.`, { field: 'releaseId' });
  }

  /** In the order of `filesToFetch`: from the cache, from a delta, from the network. */
  async #filesOf(manifest: Manifest, offer: Offer, current: Release | undefined, { onProblem }: UpdateHooks): Promise<Uint8Array[]> {
    const shards = filesToFetch(manifest);
    const files = await Promise.all(shards.map((shard) => this.#files.held(urlOf(shard, offer), shard)));
    const base = current?.manifest;
    let small = false;
    if (base && this.held && offer.deltasFrom.includes(base.releaseId) && !files.every(Boolean)) {
      small = await this.#fromDelta(base, this.held, offer, shards, files).catch((cause: unknown) => {
        onProblem(toAisleError(cause));
        return false;
      });
    }
    // What a delta leaves out is smaller whole.
    if (current && this.#options.network === 'metered' && !small && !files.every(Boolean)) defer('the connection is metered and there is no small update');
    return Promise.all(shards.map((shard, i) => files[i] ?? this.#files.fetch(urlOf(shard, offer), shard)));
  }

  /** Fills in the missing files that a delta makes from those of the release in use. @returns false where those are not at hand */
  async #fromDelta(base: Manifest, held: HeldRelease, offer: Offer, shards: readonly Shard[], files: (Uint8Array | undefined)[]): Promise<boolean> {
    const url = new URL(deltaFile(base.releaseId, offer.releaseId), offer.manifestUrl).href;
    const baseFiles = await Promise.all(filesToFetch(base).map((shard) => this.#files.held(urlOf(shard, held), shard)));
    if (!baseFiles.every(Boolean)) return false;
    const sizes = shards.map(({ bytes }) => bytes);
    // It is worth its while only where it is smaller.
    const delta = await this.#files.fetchUpTo(url, sizes.reduce((sum, bytes) => sum + bytes, 0));
    const made = applyDelta(delta, baseFiles, sizes);
    for (const [i, shard] of shards.entries()) {
      const bytes = made[i];
      if (files[i] || !bytes) continue;
      const problem = await problemWith(bytes, shard);
      if (problem) throw new AisleError('delta-invalid', `Delta ${url}: for ${shard.file}, ${problem} The whole file is fetched.`, { url });
      files[i] = bytes;
      await this.#files.keep(urlOf(shard, offer), bytes);
    }
    return true;
  }

  /** Remembers the release as the good one and drops files that no channel needs any more. */
  async #keep(manifest: Manifest, offer: Offer): Promise<void> {
    this.held = heldOf(offer);
    const cache = await this.#files.cache();
    if (!cache) return;
    const kept = await Promise.all(filesToFetch(manifest).map((shard) => cache.match(urlOf(shard, offer))));
    // Without all of its files, the new release would push the previous one out and not be there itself.
    if (!kept.every(Boolean)) return;
    if (offer.manifestText) await this.#files.keep(offer.manifestKey, offer.manifestText);
    await this.#state.patch({ release: this.held });
    // There may have been no room for it: then the release before is still the one that is kept.
    if ((await this.#state.read()).release?.releaseId !== offer.releaseId) return;
    this.#known = offer.releaseId;
    const needed = await this.#neededUrls(cache);
    for (const { url } of await cache.keys()) if (!needed.has(url)) await cache.delete(url);
  }

  /** Other pages of the shop may follow another channel, or pin other keys. */
  async #neededUrls(cache: Cache): Promise<ReadonlySet<string>> {
    const needed = new Set<string>();
    for (const { url } of await cache.keys()) {
      if (!isStateUrl(url)) continue;
      const { release, checkedMs = 0 } = await readState(cache, url);
      if (url !== this.#state.url && Date.now() - checkedMs > FORGOTTEN_MS) continue;
      needed.add(url);
      const manifest = release && (await this.#manifestHeld(release).catch(() => undefined));
      if (!manifest) continue;
      needed.add(release.manifestKey);
      for (const shard of filesToFetch(manifest)) needed.add(urlOf(shard, release));
    }
    return needed;
  }

  /** What was noted of this very release; undefined where nothing was, or nothing may be kept. */
  async recallNote({ manifest }: Release): Promise<string | undefined> {
    const note = await (await this.#files.cache())?.match(this.#noteUrl());
    const [releaseId, text] = note ? ((await note.json().catch(() => [])) as unknown[]) : [];
    return releaseId === manifest.releaseId && typeof text === 'string' ? text : undefined;
  }

  /** Keeps a note beside the release; the next release drops it. */
  async keepNote({ manifest }: Release, text: string): Promise<void> {
    await this.#files.keep(this.#noteUrl(), JSON.stringify([manifest.releaseId, text]));
  }

  /** A name that is never fetched. */
  #noteUrl(): string {
    return new URL('aisle-note', this.#options.manifestUrl).href;
  }
}

const urlOf = (shard: Shard, { manifestUrl }: HeldRelease) => new URL(shard.file, manifestUrl).href;

const heldOf = ({ releaseId, manifestUrl, manifestKey, manifest, signedBy, channel }: HeldRelease): HeldRelease => ({ releaseId, manifestUrl, manifestKey, manifest, signedBy, ...(channel && { channel }) });

function defer(why: string): never {
  throw new AisleError('update-deferred', `No update was fetched: ${why}. The release in use stays.`);
}

/** @param files in the order of `filesToFetch` */
function assemble(manifest: Manifest, files: readonly Uint8Array[]): Release {
  const { length } = manifest.shards;
  return assembleRelease(manifest, files.slice(1, 1 + length), files[0]!, files[1 + length]);
}
