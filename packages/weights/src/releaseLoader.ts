import { AisleError, SDK_VERSION, toAisleError } from '@aisle/core';
import { applyDelta } from './delta.js';
import { filesToFetch, parseManifest, type Manifest, type Shard } from './manifest.js';
import type { NetworkKind } from './networkKind.js';
import { deltaFile, FILES_FOLDER, parsePointer, parseSignedPointer, POINTER_FORMAT, signerOf, type Pointer } from './pointer.js';
import { assembleRelease, type Release } from './release.js';
import { SyncStateStore, type HeldRelease, type SyncState } from './syncState.js';
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
  /** With a pointer: what the manifest must be. */
  readonly manifest?: Shard;
  /** Without one: the manifest itself. */
  readonly manifestText?: string;
  readonly deltasFrom: readonly string[];
}

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
  private readonly files: VerifiedFiles;
  private readonly state: SyncStateStore;
  /** Where the release comes from that was loaded last. */
  held: HeldRelease | undefined;
  /** What the state named when this loader last read or wrote it: something else there is another tab's. */
  private known: string | undefined;

  constructor(private readonly options: LoaderOptions) {
    this.files = new VerifiedFiles(options.cacheName);
    this.state = new SyncStateStore(this.files, options.manifestUrl);
  }

  /**
   * The release that was good last time, from the cache; undefined where there is none, it no longer verifies, or none of
   * the keys that are trusted now has signed it.
   */
  async loadCached(): Promise<Release | undefined> {
    const { release: held } = await this.state.read();
    this.known = held?.releaseId;
    if (!held || !this.trusts(held)) return undefined;
    try {
      const text = await (await (await this.files.cache())?.match(held.manifestUrl))?.text();
      if (text === undefined) return undefined;
      const manifest = parseManifest(JSON.parse(text));
      const files = await Promise.all(filesToFetch(manifest).map((shard) => this.files.held(urlOf(shard, held), shard)));
      if (!files.every((file) => file !== undefined)) return undefined;
      const release = assemble(manifest, files);
      this.held = held;
      return release;
    } catch {
      // A cache that does not verify is no cache; what the network says is reported by `update`.
      return undefined;
    }
  }

  private trusts({ signedBy }: HeldRelease): boolean {
    const { publicKeys } = this.options;
    return publicKeys.length === 0 || (signedBy !== undefined && publicKeys.includes(signedBy));
  }

  /**
   * The release that the channel has now, where it is time to ask. One tab asks at a time, and the others take what it
   * has fetched.
   *
   * @param current what is in use; returned as it is where there is nothing newer
   * @throws AisleError of the codes of docs/errors.md, `manifest-unreachable` to `update-deferred`; what was in use before stays good
   */
  async update(current: Release | undefined, hooks: UpdateHooks): Promise<Release | undefined> {
    const { cacheName } = this.options;
    if (!cacheName || typeof navigator === 'undefined' || !navigator.locks) return this.updateAlone(current, hooks);
    // With a release at hand nobody waits for another tab.
    return navigator.locks.request(`${cacheName}-sync`, { ifAvailable: current !== undefined }, (lock) => (lock ? this.updateAlone(current, hooks) : current));
  }

  private async updateAlone(inUse: Release | undefined, hooks: UpdateHooks): Promise<Release | undefined> {
    const { options } = this;
    const before = await this.state.read();
    let current = inUse;
    // Another tab has been here.
    if (before.release && before.release.releaseId !== this.known) current = (await this.loadCached()) ?? current;
    const sinceMs = Date.now() - (before.checkedMs ?? -Infinity);
    // A clock that was set back says nothing.
    if (current && sinceMs >= 0 && sinceMs < options.updateIntervalMs) return current;
    if (current && options.network === 'saving') defer('the shopper asked the browser to save data');
    if (current) await hooks.whenIdle();
    await this.state.write({ ...before, checkedMs: Date.now() });
    const offer = await this.offered();
    const same = current !== undefined && offer.releaseId === current.manifest.releaseId;
    const manifest = same && !offer.manifestText ? current!.manifest : await this.manifestOf(offer);
    // The whole manifest, not its id alone: a cached one that was changed, or one that a shop corrected, must not stay.
    if (current && JSON.stringify(manifest) === JSON.stringify(current.manifest)) {
      this.held = heldOf(offer);
      // It may have been kept unsigned, and the same release is signed now.
      if (before.release?.releaseId === offer.releaseId) await this.state.write({ ...(await this.state.read()), release: heldOf(offer) });
      return current;
    }
    const release = assemble(manifest, await this.filesOf(manifest, offer, current, hooks));
    if (current) await hooks.whenIdle();
    try {
      hooks.accept(release);
    } catch (cause) {
      const state = await this.state.read();
      await this.state.write({ ...state, failed: [...(state.failed ?? []), failedMark(offer.releaseId)].slice(-MAX_FAILED) });
      throw cause;
    }
    await this.keep(manifest, offer);
    return release;
  }

  /** What the channel offers this device now. */
  private async offered(): Promise<Offer> {
    const { manifestUrl, publicKeys } = this.options;
    const { text, json } = await this.files.fetchJson(manifestUrl);
    const format = (json as { readonly format?: unknown } | null)?.format;
    if (format === POINTER_FORMAT) return this.offeredBy(json);
    if (publicKeys.length > 0) {
      refusePointer(`the page pins a key, and ${manifestUrl} is no signed pointer but of the format ${JSON.stringify(format) ?? 'none'}. Publish with aisle publish --key, or take data-key away.`);
    }
    const { releaseId } = parseManifest(json);
    await this.refuseFailed(releaseId);
    return { releaseId, manifestUrl, manifestText: text, deltasFrom: [] };
  }

  private async offeredBy(json: unknown): Promise<Offer> {
    const { manifestUrl, publicKeys } = this.options;
    const signed = parseSignedPointer(json);
    const pointer = parsePointer(signed);
    const signedBy = await signerOf(signed, publicKeys);
    if (publicKeys.length > 0 && !signedBy) refusePointer(`none of the ${publicKeys.length} pinned keys has signed it.`);
    const name = new URL(manifestUrl).pathname.split('/').at(-1);
    if (name !== `${pointer.channel}.json`) refusePointer(`it is that of the channel ${pointer.channel}, found at ${name}.`);
    const state = await this.state.read();
    // Numbers of a key that the page no longer pins count no more: whoever stole it could have set them as high as can be.
    const sequenceHolds = publicKeys.length === 0 || (state.sequenceKey !== undefined && publicKeys.includes(state.sequenceKey));
    if (sequenceHolds && pointer.sequence < (state.sequence ?? 0)) {
      refusePointer(`its sequence number is ${pointer.sequence}, and ${state.sequence} was seen before.`, { sequence: pointer.sequence, seen: state.sequence });
    }
    if (Date.parse(pointer.expiresAt) <= Date.now()) {
      refusePointer(`it expired at ${pointer.expiresAt}, by this device's clock of ${new Date().toISOString()}. Issue it anew with aisle renew, or set the clock.`, { expiresAt: pointer.expiresAt });
    }
    const draw = this.drawFor(pointer, state);
    await this.state.write({ ...state, sequence: pointer.sequence, ...(signedBy && { sequenceKey: signedBy }), ...(draw && { draw }) });
    const { rollout } = pointer;
    const among = rollout && draw && draw.value < rollout.share && !(await this.hasFailed(rollout.release.releaseId));
    const { releaseId, manifest, deltasFrom } = among ? rollout.release : pointer.release;
    await this.refuseFailed(releaseId);
    return {
      releaseId,
      manifest,
      deltasFrom,
      manifestUrl: new URL(FILES_FOLDER + manifest.file, manifestUrl).href,
      channel: pointer.channel,
      ...(signedBy && { signedBy }),
    };
  }

  /** One draw for each rollout, so that a device stays in it while its share grows, and is not among the first every time. */
  private drawFor({ rollout }: Pointer, { draw }: SyncState): SyncState['draw'] {
    if (!rollout || draw?.rolloutId === rollout.id) return draw;
    return { rolloutId: rollout.id, value: crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32 };
  }

  private async hasFailed(releaseId: string): Promise<boolean> {
    return ((await this.state.read()).failed ?? []).includes(failedMark(releaseId));
  }

  private async refuseFailed(releaseId: string): Promise<void> {
    if (await this.hasFailed(releaseId)) {
      throw new AisleError('release-failed-check', `Release ${releaseId} failed its check on this device before and is not fetched again. Publish a newer one, or roll back.`, { releaseId });
    }
  }

  private async manifestOf({ releaseId, manifest, manifestUrl, manifestText }: Offer): Promise<Manifest> {
    const text = manifestText ?? new TextDecoder().decode((await this.files.held(manifestUrl, manifest!)) ?? (await this.files.fetch(manifestUrl, manifest!)));
    const parsed = parseManifest(parseJson(text, manifestUrl));
    if (parsed.releaseId === releaseId) return parsed;
    throw new AisleError('manifest-invalid', `Manifest: releaseId must be ${releaseId}, as the pointer says, found ${parsed.releaseId}.`, { field: 'releaseId' });
  }

  /** In the order of `filesToFetch`: from the cache, from a delta, from the network. */
  private async filesOf(manifest: Manifest, offer: Offer, current: Release | undefined, { onProblem }: UpdateHooks): Promise<Uint8Array[]> {
    const shards = filesToFetch(manifest);
    const files = await Promise.all(shards.map((shard) => this.files.held(urlOf(shard, offer), shard)));
    const base = current?.manifest;
    if (base && this.held && offer.deltasFrom.includes(base.releaseId) && !files.every(Boolean)) {
      await this.fromDelta(base, this.held, offer, shards, files).catch((cause: unknown) => onProblem(toAisleError(cause)));
    }
    if (current && this.options.network === 'metered' && !files.every(Boolean)) defer('the connection is metered and there is no small update');
    return Promise.all(shards.map((shard, i) => files[i] ?? this.files.fetch(urlOf(shard, offer), shard)));
  }

  /** Fills in the missing files that a delta makes from those of the release in use. */
  private async fromDelta(base: Manifest, held: HeldRelease, offer: Offer, shards: readonly Shard[], files: (Uint8Array | undefined)[]): Promise<void> {
    const url = new URL(deltaFile(base.releaseId, offer.releaseId), offer.manifestUrl).href;
    const baseFiles = await Promise.all(filesToFetch(base).map((shard) => this.files.held(urlOf(shard, held), shard)));
    const sizes = shards.map(({ bytes }) => bytes);
    // It is worth its while only where it is smaller.
    const delta = await this.files.fetchUpTo(url, sizes.reduce((sum, bytes) => sum + bytes, 0));
    const made = applyDelta(delta, baseFiles, sizes);
    for (const [i, shard] of shards.entries()) {
      const bytes = made[i];
      if (files[i] || !bytes) continue;
      const problem = await problemWith(bytes, shard);
      if (problem) throw new AisleError('delta-invalid', `Delta ${url}: for ${shard.file}, ${problem} The whole file is fetched.`, { url });
      files[i] = bytes;
      await this.files.keep(urlOf(shard, offer), bytes);
    }
  }

  /** Remembers the release as the good one and drops files that only older ones used. */
  private async keep(manifest: Manifest, offer: Offer): Promise<void> {
    this.held = heldOf(offer);
    if (offer.manifestText) await this.files.keep(offer.manifestUrl, offer.manifestText);
    const cache = await this.files.cache();
    const used = [offer.manifestUrl, ...filesToFetch(manifest).map((shard) => urlOf(shard, offer))];
    const kept = cache ? await Promise.all(used.map((url) => cache.match(url))) : [];
    // Without all of its files, the new release would push the previous one out and not be there itself.
    if (!cache || !kept.every(Boolean)) return;
    await this.state.write({ ...(await this.state.read()), release: heldOf(offer) });
    this.known = offer.releaseId;
    const needed = new Set([...used, this.state.url]);
    for (const request of await cache.keys()) if (!needed.has(request.url)) await cache.delete(request);
  }

  /** What was noted of this very release; undefined where nothing was, or nothing may be kept. */
  async recallNote({ manifest }: Release): Promise<string | undefined> {
    const note = await (await this.files.cache())?.match(this.noteUrl());
    const [releaseId, text] = note ? ((await note.json().catch(() => [])) as unknown[]) : [];
    return releaseId === manifest.releaseId && typeof text === 'string' ? text : undefined;
  }

  /** Keeps a note beside the release; the next release drops it. */
  async keepNote({ manifest }: Release, text: string): Promise<void> {
    await this.files.keep(this.noteUrl(), JSON.stringify([manifest.releaseId, text]));
  }

  /** A name that is never fetched. */
  private noteUrl(): string {
    return new URL('aisle-note', this.options.manifestUrl).href;
  }
}

const urlOf = (shard: Shard, { manifestUrl }: HeldRelease) => new URL(shard.file, manifestUrl).href;

const heldOf = ({ releaseId, manifestUrl, signedBy, channel }: HeldRelease): HeldRelease => ({ releaseId, manifestUrl, ...(signedBy && { signedBy }), ...(channel && { channel }) });

function defer(why: string): never {
  throw new AisleError('update-deferred', `No update was fetched: ${why}. The release in use stays.`);
}

/** @param files in the order of `filesToFetch` */
function assemble(manifest: Manifest, files: readonly Uint8Array[]): Release {
  const { length } = manifest.shards;
  return assembleRelease(manifest, files.slice(1, 1 + length), files[0]!, files[1 + length]);
}
