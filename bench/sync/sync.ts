import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { occasion, readJson, root } from '../aisleCli.js';
import { inventedRelease, type Change } from './inventedRelease.js';
import { writePage } from './page.js';
import { mergeSync, type Retraining, type SyncResults } from './results.js';
import { CUT_SETS, reportOf, retrain } from './retraining.js';
import { measureTransfers } from './transfers.js';

const CATALOGUES = { '12k': 12_000, '100k': 100_000 } as const;
const ONE_PER_CENT: Change = { changed: 0.01, added: 0 };

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function measureRetraining(name: string, dataFolder: string, workFolder: string): Promise<{ readonly retraining: Retraining; readonly browser: string }> {
  const folders = retrain(name, dataFolder, workFolder);
  const [continued, refreshed, full] = [reportOf(folders.continued), reportOf(folders.refreshed), reportOf(folders.full)];
  say(`${CUT_SETS[name]!.title}: what a browser loads`);
  const { browserVersion, ...transfers } = await measureTransfers([folders.before, folders.continued, folders.refreshed]);
  const testExamples = Number(/([\d,]+) test examples/.exec(continued.dataset)![1]!.replaceAll(',', ''));
  const retraining: Retraining = {
    items: readJson(path.join(folders.before, 'manifest.json')).config.itemCount,
    newItems: continued.newItems,
    changedItems: continued.changedItems,
    testExamples,
    ndcg: { before: continued.parent.test['ndcg@10'], continued: continued.test['ndcg@10'], refreshed: refreshed.test['ndcg@10'], full: full.test['ndcg@10'] },
    trainMinutes: { continued: continued.trainMinutes, refreshed: refreshed.trainMinutes, full: full.trainMinutes },
    bytes: { full: transfers.full.bytes, none: transfers.none.bytes, nextDay: transfers.updates[0]!.bytes, refreshed: transfers.updates[1]!.bytes },
  };
  return { retraining, browser: browserVersion };
}

async function measureCatalogue(itemCount: number, nextDay: Change) {
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-invented-'));
  try {
    const folders = [];
    for (const [i, change] of [undefined, ONE_PER_CENT, nextDay].entries()) {
      const folder = path.join(directory, String(i));
      await mkdir(folder);
      for (const { name, bytes } of await inventedRelease(itemCount, change)) await writeFile(path.join(folder, name), bytes);
      folders.push(folder);
    }
    const { full, none, updates: [delta1, day] } = await measureTransfers(folders);
    return { full, none, delta1: delta1!, nextDay: day! };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What a device loads of a release, of no news and of the next day's, and what going on from a release costs in accuracy. */
export async function sync(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      data: { type: 'string', default: path.join(root, '../shared/data') },
      work: { type: 'string', default: path.join(root, '.cache/sync') },
    },
  });
  const retraining: Record<string, Retraining> = {};
  let browser = '';
  for (const name of Object.keys(CUT_SETS)) ({ retraining: retraining[name], browser } = await measureRetraining(name, values.data, values.work));
  const { items, newItems, changedItems, ndcg } = retraining.retailrocket!;
  // The catalogues of other sizes change in a day as RetailRocket's did.
  const day: Change = { changed: changedItems / items, added: newItems / items };
  const bytes: Record<string, NonNullable<SyncResults['bytes']>[string]> = {};
  const ms: typeof bytes = {};
  for (const [size, itemCount] of Object.entries(CATALOGUES)) {
    say(`${size} items: what a browser loads`);
    const transfers = Object.entries(await measureCatalogue(itemCount, day));
    bytes[size] = Object.fromEntries(transfers.map(([step, transfer]) => [step, transfer.bytes]));
    ms[size] = Object.fromEntries(transfers.map(([step, transfer]) => [step, transfer.ms]));
  }
  const results = await mergeSync('sync', { ...occasion(), command: 'npx -y pnpm@12 bench sync', browser: `Chromium ${browser}` }, { bytes, ms, ndcg, retraining });
  await writePage(results);
  if (values.json) process.stdout.write(`${JSON.stringify({ bytes, ms, ndcg, retraining }, null, 1)}\n`);
}
