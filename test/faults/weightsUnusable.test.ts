import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerFault } from '@aisle/harness';
import { beforeAll, expect, test } from 'vitest';
import { exported, itemId, predict, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();
const ITEMS = [2, 1].map(itemId);
const MANIFEST = '/model/manifest.json';
let manifestText: string;
let shardFile: string;
let itemIdFile: string;

beforeAll(async () => {
  manifestText = await readFile(join(site.modelDirectory, 'manifest.json'), 'utf8');
  const manifest = JSON.parse(manifestText) as { shards: { file: string }[]; itemIds: { file: string } };
  shardFile = `/model/${manifest.shards[0]!.file}`;
  itemIdFile = `/model/${manifest.itemIds.file}`;
});

const html = '<!doctype html><title>Free Wi-Fi</title><p>Please sign in.</p>';
const body = (text: string, contentType = 'application/json'): ServerFault => ({
  kind: 'body',
  body: text,
  contentType,
});

test.each<[what: string, path: () => string, fault: () => ServerFault, code: string, message: RegExp]>([
  [
    'manifest is missing',
    () => MANIFEST,
    () => ({ kind: 'status', status: 404 }),
    'manifest-unreachable',
    /responded with 404/,
  ],
  [
    'manifest breaks off',
    () => MANIFEST,
    () => ({ kind: 'truncate', bytes: 100 }),
    'manifest-unreachable',
    /could not be fetched/,
  ],
  [
    'manifest is truncated JSON',
    () => MANIFEST,
    () => body(manifestText.slice(0, 300)),
    'manifest-invalid',
    /expected JSON/,
  ],
  [
    "manifest is a captive portal's page",
    () => MANIFEST,
    () => body(html, 'text/html'),
    'manifest-invalid',
    /found "<!doctype html>/,
  ],
  [
    'manifest is of another format',
    () => MANIFEST,
    () => body('{"format":"other"}'),
    'manifest-invalid',
    /format must be "aisle-release"/,
  ],
  [
    'manifest refers to another host',
    () => MANIFEST,
    () => body(manifestText.replace('"file":"items', '"file":"https://evil.example/items')),
    'manifest-invalid',
    /plain file name/,
  ],
  [
    'shard is missing',
    () => shardFile,
    () => ({ kind: 'status', status: 404 }),
    'shard-unreachable',
    /responded with 404/,
  ],
  [
    'shard breaks off',
    () => shardFile,
    () => ({ kind: 'truncate', bytes: 100 }),
    'shard-unreachable',
    /could not be fetched/,
  ],
  ['shard is too short', () => shardFile, () => body('short'), 'shard-corrupt', /found 5/],
  [
    'shard is altered in one bit',
    () => shardFile,
    () => ({ kind: 'alter', offset: 1000 }),
    'shard-corrupt',
    /expected SHA-256/,
  ],
  [
    'item-id file is altered in one bit',
    () => itemIdFile,
    () => ({ kind: 'alter', offset: 3 }),
    'shard-corrupt',
    /expected SHA-256/,
  ],
])('a first visit ranks nothing if the %s', async (_, path, fault, problemCode, message) => {
  site.faults.set(path(), fault());
  const page = await site.openPage();
  const warnings: string[] = [];
  page.on('console', (line) => void (line.text().startsWith('[aisle]') && warnings.push(line.text())));
  const status = await startAisle(page);
  expect(status).toMatchObject({ worker: 'ready', release: undefined, problemCode });
  expect(status.problemMessage).toMatch(message);
  await view(page, 1);
  expect(await rerank(page, ITEMS)).toMatchObject({ items: ITEMS, ranked: false, reason: 'no-model' });
  expect(await predict(page)).toMatchObject({ items: [], reason: 'no-model' });
  // The console reports it once, for developers who do not read the status.
  await page.evaluate(() => window.visitor.whenReady());
  expect(warnings).toEqual([`[aisle] ${status.problemMessage} Lists keep their order.`]);
  // The server works again at the next page view, and no part of the bad download was stored.
  site.faults.clear();
  await page.reload();
  expect(await startAisle(page)).toMatchObject({ release: site.release.releaseId, problemCode: undefined });
  expect(await rerank(page, ITEMS)).toMatchObject({ ranked: true });
  expect(await exported(page)).toHaveLength(1);
});
