import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deltaFile, filesToFetch, type Pointer, parseManifest, type Shard } from '@aisle/weights';
import { afterEach, beforeEach, expect } from 'vitest';
import type { IssueOptions } from '../pointerCommand.js';
import { promote } from '../promote.js';
import { publish } from '../publish.js';
import { type RenewOptions, renew } from '../renew.js';
import { rollBack } from '../rollBack.js';
import { type SigningKey, writeNewKey } from '../signingKey.js';
import { type TestRelease, writeTestRelease } from './testReleases.js';

/** Noon of a day in March 2026, UTC. */
export const day = (n: number) => new Date(Date.UTC(2026, 2, n, 12));

/** Unix time in seconds at noon of a day in March 2026. 1772366400 is 2026-03-01T12:00:00Z. */
export const second = (n: number) => 1_772_366_400 + 86_400 * (n - 1);

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Creates for each test a temporary folder with a signing key and a path `cdn` to publish to. */
export function usePublishedFolder() {
  let root: string;
  let key: SigningKey;
  beforeEach(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'aisle-publish-'));
    key = await writeNewKey(path.join(root, 'key.pem'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const from = (name: string) => path.join(root, name);
  const cdn = (...names: string[]) => path.join(root, 'cdn', ...names);
  const file = (name: string) => new Uint8Array(readFileSync(cdn('files', name)));
  const readJson = (name: string) => JSON.parse(readFileSync(cdn(name), 'utf8'));
  const write = (name: string, release: TestRelease = {}) => writeTestRelease(from(name), { name, ...release });
  const manifestOf = (shard: Shard) => parseManifest(JSON.parse(new TextDecoder().decode(file(shard.file))));
  return {
    get key() {
      return key;
    },
    /** The release folder with a name. */
    from,
    /** The published folder, or a path in it. */
    cdn,
    /** A file in `files/` of the published folder. */
    file,
    readJson,
    manifestOf,
    /** The content of a channel's pointer. */
    served: (channel = 'stable') => JSON.parse(readJson(`${channel}.json`).signed) as Pointer,
    /** Writes a release as train does. @returns its id */
    write,
    /** Release a; b with another row of one item; c with another row and another encoder. @returns their ids */
    writeReleases: async () => ({
      a: await write('a'),
      b: await write('b', { changedItems: ['item-7'], parent: 'a-parent' }),
      c: await write('c', { changedItems: ['item-8'], encoderSeed: 2 }),
    }),
    // The commands sign with the key unless a test passes other keys.
    publish: (name: string, options: IssueOptions & { readonly share?: number } = {}) =>
      publish(cdn(), from(name), { keys: [key], ...options }),
    promote: (options: IssueOptions & { readonly share?: number; readonly releaseId?: string }) =>
      promote(cdn(), { keys: [key], ...options }),
    rollBack: (options: IssueOptions & { readonly releaseId?: string } = {}) =>
      rollBack(cdn(), { keys: [key], ...options }),
    renew: (options: RenewOptions = {}) => renew(cdn(), { keys: [key], ...options }),
    /** Expects that every file of a pointer's releases exists with its hash. */
    expectWhole({ release, rollout }: Pointer): void {
      for (const { releaseId, manifest: shard, deltasFrom } of [release, ...(rollout ? [rollout.release] : [])]) {
        const manifest = manifestOf(shard);
        expect(manifest.releaseId).toBe(releaseId);
        for (const { file: name, sha256: expected } of [shard, ...filesToFetch(manifest), manifest.golden]) {
          expect(sha256(file(name))).toBe(expected);
        }
        for (const older of deltasFrom) expect(existsSync(cdn('files', deltaFile(older, releaseId)))).toBe(true);
      }
    },
    /** Expects that a command fails with `invalid-argument` and leaves the folder unchanged. */
    async expectRefused(run: () => Promise<unknown>, message: RegExp): Promise<void> {
      const names = () => readdirSync(cdn(), { recursive: true }).map(String).sort();
      const before = { names: names(), pointer: readFileSync(cdn('stable.json')) };
      await expect(run()).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringMatching(message) });
      expect({ names: names(), pointer: readFileSync(cdn('stable.json')) }).toEqual(before);
    },
  };
}
