import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readJson, root, runInfo } from '../project.js';
import { writePage } from './page.js';
import { mergeSyncResults, type Retraining, readSyncResults, type SyncResults } from './results.js';
import { DATED_LOGS, dailyChange, readReport, retrain } from './retraining.js';
import { type Change, syntheticRelease } from './syntheticRelease.js';
import { measureTransfers } from './transfers.js';

const CATALOGUES = { '12k': 12_000, '100k': 100_000 } as const;
const ONE_PER_CENT: Change = { changed: 0.01, added: 0 };

const log = (line: string) => void process.stderr.write(`${line}\n`);

async function measureRetraining(
  name: string,
  dataFolder: string,
  workFolder: string,
): Promise<{ readonly retraining: Retraining; readonly browser: string }> {
  const folders = retrain(name, dataFolder, workFolder);
  const [continued, refreshed, full] = [
    readReport(folders.continued),
    readReport(folders.refreshed),
    readReport(folders.full),
  ];
  log(`${DATED_LOGS[name]!.title}: measuring downloads`);
  const { browserVersion, ...transfers } = await measureTransfers([
    folders.before,
    folders.continued,
    folders.refreshed,
  ]);
  const testExamples = Number(/([\d,]+) test examples/.exec(continued.dataset)![1]!.replaceAll(',', ''));
  const retraining: Retraining = {
    items: readJson(path.join(folders.before, 'manifest.json')).config.itemCount,
    newItems: continued.newItems,
    changedItems: continued.changedItems,
    testExamples,
    ndcg: {
      before: continued.parent.test['ndcg@10'],
      continued: continued.test['ndcg@10'],
      refreshed: refreshed.test['ndcg@10'],
      full: full.test['ndcg@10'],
    },
    trainMinutes: { continued: continued.trainMinutes, refreshed: refreshed.trainMinutes, full: full.trainMinutes },
    bytes: {
      full: transfers.full.bytes,
      none: transfers.none.bytes,
      nextDay: transfers.updates[0]!.bytes,
      refreshed: transfers.updates[1]!.bytes,
    },
  };
  return { retraining, browser: browserVersion };
}

async function measureCatalogue(itemCount: number, nextDay: Change) {
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-synthetic-'));
  try {
    const folders = [];
    for (const [i, change] of [undefined, ONE_PER_CENT, nextDay].entries()) {
      const folder = path.join(directory, String(i));
      await mkdir(folder);
      for (const { name, bytes } of await syntheticRelease(itemCount, change))
        await writeFile(path.join(folder, name), bytes);
      folders.push(folder);
    }
    const {
      browserVersion,
      full,
      none,
      updates: [delta1, day],
    } = await measureTransfers(folders);
    return { browserVersion, full, none, delta1: delta1!, nextDay: day! };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureTransfersBySize(
  dataFolder: string,
  workFolder: string,
): Promise<{ readonly part: SyncResults; readonly browser: string }> {
  const day = dailyChange('retailrocket', dataFolder, workFolder);
  const bytes: Record<string, NonNullable<SyncResults['bytes']>[string]> = {};
  const ms: typeof bytes = {};
  let browser = '';
  for (const [size, itemCount] of Object.entries(CATALOGUES)) {
    log(`${size} items: measuring downloads`);
    const { browserVersion, ...transfers } = await measureCatalogue(itemCount, day);
    browser = browserVersion;
    bytes[size] = Object.fromEntries(Object.entries(transfers).map(([step, transfer]) => [step, transfer.bytes]));
    ms[size] = Object.fromEntries(Object.entries(transfers).map(([step, transfer]) => [step, transfer.ms]));
  }
  return { part: { bytes, ms, day }, browser };
}

async function measureSet(
  name: string,
  dataFolder: string,
  workFolder: string,
): Promise<{ readonly part: SyncResults; readonly browser: string }> {
  const { retraining, browser } = await measureRetraining(name, dataFolder, workFolder);
  const sets = { ...(await readSyncResults()).retraining, [name]: retraining };
  return { part: { retraining: sets, ndcg: (sets.retailrocket ?? retraining).ndcg }, browser };
}

/** Measures the downloads of a device, and the accuracy of a release that continues from another one. */
export async function sync(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      set: { type: 'string' },
      json: { type: 'boolean', default: false },
      data: { type: 'string', default: path.join(root, '../shared/data') },
      work: { type: 'string', default: path.join(root, '.cache/sync') },
    },
  });
  const suites = ['wire', ...Object.keys(DATED_LOGS)];
  if (values.set !== undefined && !suites.includes(values.set))
    throw new Error(`--set must be one of ${suites.join(', ')}, found ${values.set}.`);
  for (const suite of values.set === undefined ? suites : [values.set]) {
    const { part, browser } = await (suite === 'wire'
      ? measureTransfersBySize(values.data, values.work)
      : measureSet(suite, values.data, values.work));
    await writePage(
      await mergeSyncResults(
        suite,
        { ...runInfo(), command: `npx -y pnpm@12 bench sync --set ${suite}`, browser: `Chromium ${browser}` },
        part,
      ),
    );
    if (values.json) process.stdout.write(`${JSON.stringify(part, null, 1)}\n`);
  }
}
