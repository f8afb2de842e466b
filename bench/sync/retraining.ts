import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readJson, root, runAisle } from '../project.js';

/** A log with timestamps, cut at a day. */
interface DatedLog {
  readonly title: string;
  /** The first release is trained on events before midnight UTC of this day. */
  readonly day: string;
  readonly nextDay: string;
  /** Columns of item and time, and the milliseconds of a unit of time. */
  readonly columns: { readonly item: number; readonly time: number; readonly unitMs: number };
  readonly options: readonly string[];
  /** Path of the gzipped log. A missing log is simulated. */
  readonly log: (dataFolder: string, workFolder: string) => string;
}

export const DATED_LOGS: Readonly<Record<string, DatedLog>> = {
  shop: {
    title: 'the simulated shop',
    day: '2026-10-07',
    nextDay: '2026-10-08',
    columns: { item: 1, time: 3, unitMs: 1 },
    options: [],
    log: (_, workFolder) => {
      const events = path.join(workFolder, 'simulated/events.csv.gz');
      if (!existsSync(events)) {
        const simulate = [
          '--import',
          'tsx',
          '--conditions=aisle-source',
          path.join(root, 'examples/shop/simulator/simulate.ts'),
          path.dirname(events),
        ];
        if (spawnSync(process.execPath, simulate, { cwd: root, stdio: 'inherit' }).status !== 0)
          throw new Error('The simulator of the example shop failed; its output is above.');
      }
      return events;
    },
  },
  retailrocket: {
    title: 'RetailRocket',
    day: '2015-08-05',
    nextDay: '2015-08-06',
    columns: { item: 3, time: 1, unitMs: 1000 },
    options: ['--format', 'retailrocket', '--target', 'next-purchase'],
    log: (dataFolder) => path.join(dataFolder, 'retailrocket-multibehavior/events.csv.gz'),
  },
};

/** Writes the events of items that occurred before `day`: the release of a shop cannot have later items. */
function writeEventsOfKnownItems(
  log: string,
  { columns: { item, time, unitMs } }: DatedLog,
  day: string,
  file: string,
): void {
  const [header, ...rows] = gunzipSync(readFileSync(log)).toString().trimEnd().split('\n');
  const cutMs = Date.parse(`${day}T00:00:00Z`);
  const fields = rows.map((row) => row.split(','));
  const known = new Set(fields.flatMap((field) => (Number(field[time]) * unitMs < cutMs ? [field[item]!] : [])));
  writeFileSync(file, gzipSync([header, ...rows.filter((_, i) => known.has(fields[i]![item]!))].join('\n')));
}

/** The share of known items that have an event on the day, and the share of items that occur for the first time. */
export function dailyChange(
  name: string,
  dataFolder: string,
  workFolder: string,
): { readonly changed: number; readonly added: number } {
  const set = DATED_LOGS[name]!;
  const { item, time, unitMs } = set.columns;
  const [fromMs, untilMs] = [set.day, set.nextDay].map((day) => Date.parse(`${day}T00:00:00Z`)) as [number, number];
  const events = gunzipSync(readFileSync(set.log(dataFolder, workFolder)))
    .toString()
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => {
      const field = row.split(',');
      return { itemId: field[item]!, timestampMs: Number(field[time]) * unitMs };
    });
  const known = new Set(events.flatMap(({ itemId, timestampMs }) => (timestampMs < fromMs ? [itemId] : [])));
  const seenOnDay = new Set(
    events.flatMap(({ itemId, timestampMs }) => (timestampMs >= fromMs && timestampMs < untilMs ? [itemId] : [])),
  );
  const changed = [...seenOnDay].filter((itemId) => known.has(itemId)).length;
  return { changed: changed / known.size, added: (seenOnDay.size - changed) / known.size };
}

export interface RetrainedFolders {
  readonly before: string;
  readonly continued: string;
  readonly refreshed: string;
  readonly full: string;
}

/** Trains the first release, continues from it a day later in two ways, and trains from scratch. Finished releases are kept. */
export function retrain(name: string, dataFolder: string, workFolder: string): RetrainedFolders {
  const set = DATED_LOGS[name]!;
  mkdirSync(workFolder, { recursive: true });
  const folder = (kind: string) => path.join(workFolder, name, kind);
  mkdirSync(folder(''), { recursive: true });
  const log = set.log(dataFolder, workFolder);
  const [before, later] = [folder('before.csv.gz'), folder('later.csv.gz')];
  writeEventsOfKnownItems(log, set, set.day, before);
  writeEventsOfKnownItems(log, set, set.nextDay, later);
  const train = (kind: keyof RetrainedFolders, data: string, day: string, ...options: readonly string[]) => {
    const out = folder(kind);
    if (existsSync(path.join(out, 'report.json')))
      process.stderr.write(`${set.title}, ${kind}: is already trained in ${out}\n`);
    else
      runAisle(
        'train',
        '--data',
        data,
        ...set.options,
        '--split',
        `time:${day}`,
        '--name',
        `${name}-${kind}`,
        '--out',
        out,
        ...options,
      );
    return out;
  };
  const first = train('before', before, set.day);
  return {
    before: first,
    continued: train('continued', later, set.nextDay, '--from', first),
    refreshed: train('refreshed', later, set.nextDay, '--from', first, '--refresh-encoder'),
    full: train('full', later, set.nextDay),
  };
}

export const readReport = (folder: string) => readJson(path.join(folder, 'report.json'));
