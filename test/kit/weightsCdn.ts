import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { beforeEach } from 'vitest';
import { type Issued, type IssueOptions, publish } from '../../packages/cli/src/publishing/index.js';
import type { SigningKey } from '../../packages/cli/src/publishing/signingKey.js';
import { type AisleSite, predict, readyStatus, type StartOptions, startAisle, view } from './aislePage.js';
import { type SmallRelease, type SmallReleaseOptions, writeSmallRelease } from './smallRelease.js';

export const newKey = (): SigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: publicKey.export({ format: 'jwk' }).x! };
};

export interface PublishedSmall extends SmallRelease {
  readonly issued: Issued;
}

/** A folder under /weights/ for `aisle publish`, emptied before each test, and a shop's key. */
export function useWeightsCdn(site: AisleSite) {
  const key = newKey();
  beforeEach(async () => {
    for (const name of await readdir(site.weightsDirectory))
      await rm(join(site.weightsDirectory, name), { recursive: true });
  });
  return {
    key,
    /** Publishes a release, by default of 60 items. */
    async publish(
      { itemCount = 60, ...release }: Partial<SmallReleaseOptions> & Pick<SmallReleaseOptions, 'seed'>,
      options: Parameters<typeof publish>[2] = {},
      decisionSources: Parameters<typeof publish>[3] = {},
    ): Promise<PublishedSmall> {
      const folder = await mkdtemp(join(tmpdir(), 'aisle-small-'));
      try {
        const small = await writeSmallRelease(folder, { itemCount, ...release });
        return {
          ...small,
          issued: await publish(site.weightsDirectory, folder, { keys: [key], ...options }, decisionSources),
        };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    /** Options for commands on the folder. */
    signed: { keys: [key] } satisfies IssueOptions,
    /** Creates `window.visitor` on the channel with its key pinned. */
    start: (page: Page, options: StartOptions = {}) => startAisle(page, { ...onChannel(key), ...options }),
    /** Requests for weights since the given count, without host and hashes. */
    requestsSince: (seen: number) =>
      site.server.requests.slice(seen).flatMap(({ url }) => (url.includes('/weights/') ? [shortName(url)] : [])),
  };
}

export const onChannel = (key: SigningKey): StartOptions => ({
  manifestUrl: '/weights/stable.json',
  publicKeys: [key.publicKey],
});

const shortName = (url: string) =>
  new URL(url).pathname
    .replace('/weights/', '')
    .replace(/\.[0-9a-f]{16}\./, '.')
    .replace(/[\w.-]+--[\w.-]+\.delta/, 'delta');

/** Polls the status until `whenSettled` accepts it. */
export async function updatedStatus(
  page: Page,
  whenSettled: (status: Awaited<ReturnType<typeof readyStatus>>) => boolean,
) {
  for (;;) {
    const status = await readyStatus(page);
    if (whenSettled(status)) return status;
    await page.waitForTimeout(20);
  }
}

type SyncState = {
  readonly rolloutBucket?: { rolloutId: string; value: number };
  readonly failed?: string[];
  readonly pointer?: { readonly signed: string };
  readonly checkedMs?: number;
  readonly release?: { signedBy: string[] };
};

/** Reads a channel's sync state, after `changes` that simulate an earlier page, an earlier SDK or another clock. */
export const stateOf = (page: Page, changes: SyncState = {}, channel = 'stable') =>
  page.evaluate(
    async ([changes, channel]) => {
      const cache = await caches.open('aisle-default');
      const key = (await cache.keys()).find(({ url }) => url.endsWith(`/${channel}.json.aisle-state`))!;
      const state = { ...(await (await cache.match(key))!.json()), ...changes } as SyncState;
      // Do not write without changes, because the worker may have written since the read.
      if (Object.keys(changes).length > 0) await cache.put(key, new Response(JSON.stringify(state)));
      return state;
    },
    [changes, channel] as const,
  );

/** Tracks views and returns the ranking of all items with scores. */
export async function rankedAfter(page: Page, ...numbers: readonly number[]): Promise<readonly string[]> {
  await view(page, ...numbers);
  return (await predict(page, { k: 60 })).items.map(({ item_id, score }) => `${item_id} ${score}`);
}

export const ranking = async (page: Page): Promise<readonly string[]> =>
  (await predict(page, { k: 60 })).items.map(({ item_id, score }) => `${item_id} ${score}`);
