import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchBrowser, startStaticServer } from '@aisle/harness';
import type { Page } from 'playwright';
import { publish, type SigningKey } from '../../packages/cli/src/publishing/index.js';
import { newKey } from '../../test/kit/weightsCdn.js';
import { root } from '../project.js';
import type { Transfer } from './results.js';

const PAGE =
  '<!doctype html><title>sync</title><link rel="icon" href="data:,"><script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>';

export interface Transfers {
  readonly browserVersion: string;
  readonly full: Transfer;
  readonly none: Transfer;
  /** The update from the first release to each later one. */
  readonly updates: readonly Transfer[];
}

/** Starts Aisle, waits until it uses the release, and returns what the worker downloaded. */
async function waitForRelease(page: Page, key: SigningKey, releaseId: string): Promise<Transfer> {
  const startedMs = performance.now();
  await page.waitForFunction(() => 'sdk' in window);
  const bytes = await page.evaluate(
    async ([publicKey, releaseId]) => {
      const aisle = window.sdk.createAisle({
        manifestUrl: '/weights/stable.json',
        publicKeys: [publicKey],
        updateIntervalMs: 0,
        worker: '/aisle/aisle-worker.js',
        tier: 'light',
        automation: 'record',
      });
      await aisle.setConsent('granted');
      for (;;) {
        const { release, requests, lastProblem } = await aisle.whenReady();
        if (lastProblem) throw new Error(`${lastProblem.code}: ${lastProblem.message}`);
        const weights = requests.filter(({ url }) => url.includes('/weights/'));
        if (release === releaseId && weights.length > 0) return weights.reduce((sum, { bytes }) => sum + bytes, 0);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    [key.publicKey, releaseId] as const,
  );
  return { bytes, ms: Math.round(performance.now() - startedMs) };
}

/**
 * Measures the download of a first release, of a check without an update, and of updates to later releases. The folder is
 * written by `aisle publish`, and the server sends its compressed copies.
 *
 * @param releases Folders that `train` wrote.
 */
export async function measureTransfers([first, ...later]: readonly string[]): Promise<Transfers> {
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-sync-'));
  const key = newKey();
  await mkdir(path.join(directory, 'page'));
  await writeFile(path.join(directory, 'page/index.html'), PAGE);
  const weights = path.join(directory, 'weights');
  const server = await startStaticServer({
    roots: [
      { urlPath: '/aisle/', directory: path.join(root, 'packages/sdk/dist') },
      { urlPath: '/weights/', directory: weights },
      { urlPath: '/page/', directory: path.join(directory, 'page') },
    ],
  });
  const browser = await launchBrowser({ webgpu: 'none' });
  try {
    const publishRelease = async (release: string) =>
      (await publish(weights, release, { keys: [key] })).pointer.release.releaseId;
    const firstId = await publishRelease(first!);
    const pages = [];
    let full: Transfer | undefined;
    let none: Transfer | undefined;
    // Each update has a separate device that starts with the first release.
    for (let i = 0; i < Math.max(1, later.length); i++) {
      const page = await (await browser.newContext()).newPage();
      await page.goto(`${server.origin}/page/index.html`);
      full = await waitForRelease(page, key, firstId);
      await page.reload();
      none = await waitForRelease(page, key, firstId);
      pages.push(page);
    }
    const updates: Transfer[] = [];
    for (const [i, release] of later.entries()) {
      const releaseId = await publishRelease(release);
      await pages[i]!.reload();
      updates.push(await waitForRelease(pages[i]!, key, releaseId));
    }
    return { browserVersion: browser.version(), full: full!, none: none!, updates };
  } finally {
    await browser.close();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  }
}
