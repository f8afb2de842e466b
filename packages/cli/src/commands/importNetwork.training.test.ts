import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test, vi } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import type { Progress } from '../progress.js';
import { readRelease } from '../releaseFiles.js';
import { importNetwork } from './importNetwork.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

// Written by trainer/tests/write_golden.py. It knows sku-1 to sku-30 and is random.
const folder = fileURLToPath(new URL('../network/golden/', import.meta.url));
const files = temporaryFiles();
const SILENT: Progress = { update: () => {}, log: () => {}, clear: () => {} };

/** Shoppers buy each item's successor, which the random network cannot know. */
function purchases(shoppers: number, itemCount: number): string {
  const rows = Array.from({ length: shoppers }, (_, shopper) =>
    Array.from({ length: 6 }, (_, step) => {
      const item = `sku-${1 + ((7 * shopper + step) % itemCount)}`;
      const time = 1_700_000_000_000 + 86_400_000 * (10 * step + (shopper % 9));
      return `u${shopper},${item},view_item,${time}\nu${shopper},${item},purchase,${time + 60_000}\n`;
    }).join(''),
  );
  return `user_id,item_id,event,timestamp\n${rows.join('')}`;
}

const importWith = (out: string, data?: string) => {
  const lines: string[] = [];
  const options = {
    file: path.join(folder, 'network.safetensors'),
    items: path.join(folder, 'items.txt'),
    out: path.join(files.folder, out),
    name: 'elsewhere',
    seed: 1,
    log: data === undefined ? undefined : { data, format: undefined, catalogueFile: undefined, test: undefined },
  };
  return importNetwork(options, SILENT, (line) => lines.push(line)).then(() => lines.join('\n'));
};

let printed: string;
beforeAll(async () => {
  printed = await importWith('complete', files.write('log.csv', purchases(150, 30)));
});

test('a log adds transitions that rank better than the network', async () => {
  const { manifest, transitions } = await readRelease(path.join(files.folder, 'complete'));
  expect(manifest.config.memory).toBeDefined();
  expect(transitions!.toRows.length).toBeGreaterThan(0);
  const report = JSON.parse(readFileSync(path.join(files.folder, 'complete', 'report.json'), 'utf8'));
  // Each purchase follows from the one before it. A random ranking of 30 items has about .15.
  expect(report.test['ndcg@10']).toBeGreaterThan(0.9);
  expect(report.score.memory).toBeDefined();
});

test('the network keeps its weights when a log adds the other parts', async () => {
  await importWith('alone');
  const [complete, alone] = await Promise.all(
    ['complete', 'alone'].map((name) => readRelease(path.join(files.folder, name))),
  );
  expect(complete!.values.get('layers.0.query')).toEqual(alone!.values.get('layers.0.query'));
  expect(complete!.itemIds).toEqual(alone!.itemIds);
});

test('the output says what the release has', async () => {
  expect(printed).toContain('With transitions, repeats and item statistics: ');
  expect(printed).not.toContain('by the network alone');
  expect(printed).toContain('no heads over the session');
});

test('a log with other items is refused', async () => {
  await expect(importWith('refused', files.write('more.csv', purchases(150, 31)))).rejects.toMatchObject({
    code: 'weights-mismatch',
    message: expect.stringMatching(/expected the 30 items of the network, found 1 others, such as "sku-31"/),
  });
});
