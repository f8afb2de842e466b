import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchPersistentBrowser } from '@aisle/harness';
import type { BrowserContext, Page } from 'playwright';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  documentOf,
  exported,
  itemId,
  rerank,
  startAisle,
  track,
  useAisleSite,
  view,
  viewOf,
} from '../kit/aislePage.js';
import { SDK_FILES } from '../kit/serveAisle.js';

const site = useAisleSite();

/** A profile on disk, because an incognito profile has no files. */
let userDataDir: string;
let context: BrowserContext | undefined;
beforeEach(async () => {
  userDataDir = await mkdtemp(join(tmpdir(), 'aisle-profile-'));
});
afterEach(async () => {
  await context?.close();
  await rm(userDataDir, { recursive: true, force: true });
});

async function reopen(): Promise<BrowserContext> {
  await context?.close();
  return (context = await launchPersistentBrowser({ webgpu: 'none', userDataDir }));
}

/** Collects the page's console messages from now on. */
function listen(page: Page): string[] {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  return lines;
}

const IN_MEMORY = /^\[aisle\] IndexedDB could not .* keeps its history in memory\.$/;

/** The files of the page's databases. */
async function databaseFiles(): Promise<string[]> {
  const root = join(userDataDir, 'Default', 'IndexedDB');
  const entries = await readdir(root, { recursive: true });
  const paths = entries.map((entry) => join(root, entry));
  return (await Promise.all(paths.map(async (path) => ((await stat(path)).isFile() ? path : [])))).flat();
}

test('a damaged database loses the history, but the page works', async () => {
  const page = await site.openPage(await reopen());
  await startAisle(page);
  await view(page, 1, 2);
  await context!.close();
  const files = await databaseFiles();
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) await writeFile(file, 'damaged '.repeat(50));
  const later = await site.openPage(await reopen());
  const { storage } = await startAisle(later);
  // Chromium deletes a damaged database and creates a new one.
  expect(storage).toBe('device');
  expect(await track(later, viewOf(3))).toEqual({ stored: true, seq: 1 });
  expect(await exported(later)).toHaveLength(1);
  expect(await rerank(later, [2, 1].map(itemId))).toMatchObject({ ranked: true });
});

test('a sandboxed frame without storage keeps its history in memory', async () => {
  context = await site.newContext();
  const page = await context.newPage();
  const lines = listen(page);
  const inner = documentOf(
    `<script type="module">
      import { createAisle } from '${site.server.origin}/aisle/index.js';
      const visitor = createAisle({ manifestUrl: '${site.server.origin}/model/manifest.json', worker: '${site.server.origin}/aisle/aisle-worker.js', automation: 'record' });
      await visitor.setConsent('granted');
      const tracked = await visitor.track({ type: 'view_item', items: [{ item_id: 'item-1' }] });
      const ranked = await visitor.rerank(['item-2', 'item-1'], { deadlineMs: 30_000 });
      parent.postMessage({ tracked, reason: ranked.reason, events: (await visitor.export()).events.length, storage: visitor.status().storage }, '*');
    </script>`,
  );
  site.faults.set('/frame', { kind: 'body', body: inner, contentType: 'text/html' });
  // A frame with an opaque origin fetches modules across origins.
  for (const file of SDK_FILES) site.headers.set(file, { 'Access-Control-Allow-Origin': '*' });
  await page.goto(`${site.server.origin}/model/manifest.json`);
  const received = await page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => resolve(data));
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.src = '/frame';
        document.documentElement.append(frame);
      }),
  );
  // The frame cannot start a worker of another origin either.
  expect(received).toEqual({
    tracked: { stored: false, reason: 'in-memory' },
    reason: 'worker-unavailable',
    events: 1,
    storage: 'memory',
  });
  expect(lines.filter((line) => line.startsWith('[aisle]'))).toEqual([
    expect.stringMatching(IN_MEMORY),
    expect.stringMatching(/aisle-worker\.js could not be started/),
  ]);
});
