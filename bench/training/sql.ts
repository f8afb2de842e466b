import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ACTION_TYPES, type ActionType } from '@aisle/core';
import { type EventLog, EventLogBuilder } from '@aisle/model/train';
import { countsSql, type SqlDialect } from '../../packages/cli/src/counts/countsSql.js';
import { readEventLog } from '../../packages/cli/src/data/index.js';
import { parquetRecords } from '../../packages/cli/src/data/parquetRecords.js';
import { root, runInfo } from '../project.js';
import { mergeSuite, type RunInfo, readSuites } from '../results.js';
import { type Comparison, compareCounts } from './compareCounts.js';

const USAGE = `pnpm bench sql --python FILE [options]
  --python FILE    Python with duckdb 2.0.1, and pyspark 4.3.0 for Spark
  --engine NAME    duckdb (default) or spark
  --rows LIST      numbers of synthetic events to time (1000000); up to a million, counts are compared too
  --rules N        compare two logs by the first N counting rules of counts.sql (8)
  --data-dir DIR   folder of the public sets; default ../shared/data`;

type Engine = Exclude<SqlDialect, 'bigquery'>;

/** How long the SQL took. */
interface Timing {
  readonly rows: number;
  readonly seconds: number;
  /** Of DuckDB's process, whose `memory_limit` is 3 GB. */
  readonly peakMemoryBytes?: number;
}

interface EngineResults extends Partial<Timing> {
  /** Of fewer rows. */
  readonly smaller?: readonly Timing[];
  /** Whether all counts are those of the trainer, within `TOLERANCE`. */
  readonly identical?: boolean;
  /** By log and counting rule. */
  readonly comparisons?: Readonly<Record<string, Readonly<Record<string, Comparison>>>>;
}

/** The field of docs/benchmarks/training.json that this benchmark writes. */
interface SqlResults {
  runs?: Record<string, RunInfo>;
  sql?: Partial<Record<Engine, EngineResults>>;
}

/** More would not fit beside what is compared with it. */
const MAX_COMPARED = 1_000_000;

const SCRIPTS: Readonly<Record<Engine, string>> = { duckdb: 'countsInDuckdb.py', spark: 'countsInSpark.py' };
const file = path.join(root, 'docs/benchmarks/training.json');

/** The order of events with the same time in counts.sql. */
const KINDS = ['select_item', 'view_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart', 'purchase'];

/** Rows of the settings that counts.sql lists: one for each counting rule. */
const RULE_ROW = /^ *-- +('.*?'), +('\w+'), +(\S+), +(\S+), +(\S+), +(\S+), +(\S+)$/gm;
const RULE_FIELDS = ['rule', 'decay', 'rate', 'max_steps', 'backward_share', 'from_exponent', 'to_exponent'];

/** The SQL with other settings. */
function withSettings(sql: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [name, value]) => {
    const setting = new RegExp(`^  [^-\\n]*? AS ${name}(?=[,;])`, 'm');
    if (!setting.test(text)) throw new Error(`counts.sql has no setting ${name}`);
    return text.replace(setting, `  ${value} AS ${name}`);
  }, sql);
}

/** The log, with events of one time in the order of counts.sql. */
function inOrderOfSql({ userIds, itemIds, offsets, itemRows, typeIndices, timestampsMs }: EventLog): EventLog {
  const builder = new EventLogBuilder();
  for (const itemId of [...itemIds].sort()) builder.addItem(itemId);
  userIds.forEach((userId, user) => {
    const events = Array.from({ length: offsets[user + 1]! - offsets[user]! }, (_, k) => {
      const i = offsets[user]! + k;
      return { itemId: itemIds[itemRows[i]! - 1]!, type: ACTION_TYPES[typeIndices[i]!]!, timeMs: timestampsMs[i]! };
    });
    events.sort(
      (a, b) => a.timeMs - b.timeMs || KINDS.indexOf(a.type) - KINDS.indexOf(b.type) || (a.itemId < b.itemId ? -1 : 1),
    );
    for (const { itemId, type, timeMs } of events) builder.add(userId, itemId, type, timeMs);
  });
  return builder.build();
}

/** Reads a Parquet file of `syntheticEvents.py`. */
async function readEvents(events: string): Promise<EventLog> {
  const builder = new EventLogBuilder();
  for await (const batch of parquetRecords({ file: events, option: '--data' }))
    for (const { user_id, item_id, event, time_ms } of batch)
      builder.add(String(user_id), String(item_id), event as ActionType, Number(time_ms));
  return inOrderOfSql(builder.build());
}

function csvOf({ userIds, itemIds, offsets, itemRows, typeIndices, timestampsMs }: EventLog): string {
  const rows = userIds.flatMap((userId, user) =>
    Array.from({ length: offsets[user + 1]! - offsets[user]! }, (_, k) => {
      const i = offsets[user]! + k;
      return `"${userId}","${itemIds[itemRows[i]! - 1]}",${ACTION_TYPES[typeIndices[i]!]},${timestampsMs[i]}`;
    }),
  );
  return `user_id,item_id,event,time_ms\n${rows.join('\n')}\n`;
}

/** Counts synthetic logs in SQL for their time, and two logs with every rule to compare the counts with the trainer's. */
export async function sql(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { python: text, engine: text, rows: text, rules: text, 'data-dir': text },
  });
  const { python, rows = '1000000', rules = '8' } = values;
  const engine = (values.engine ?? 'duckdb') as Engine;
  if (python === undefined || !(engine in SCRIPTS)) return console.log(USAGE);
  const dataFolder = path.resolve(values['data-dir'] ?? path.join(root, '../shared/data'));
  const work = mkdtempSync(path.join(tmpdir(), 'aisle-sql-'));
  const script = (name: string) => path.join(root, 'bench/training', name);
  const runPython = (name: string, ...rest: readonly string[]) =>
    execFileSync(python, [script(name), ...rest], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  async function count(events: string, settings: Readonly<Record<string, string>> = {}) {
    const directory = mkdtempSync(path.join(work, 'counts-'));
    const query = path.join(directory, 'counts.sql');
    writeFileSync(query, withSettings(await countsSql(engine, directory), settings));
    const timing = JSON.parse(runPython(SCRIPTS[engine], events, query).trim().split('\n').at(-1)!) as Timing;
    return { directory, timing };
  }

  const timings: Timing[] = [];
  const compared: Record<string, Record<string, Comparison>> = {};
  const addComparison = (log: string, rule: string, found: Comparison) => {
    compared[log] = { ...compared[log], [rule]: found };
    console.log(log, rule, JSON.stringify(found));
  };
  for (const size of rows.split(',').filter((size) => size !== '')) {
    const events = path.join(work, `${size}.parquet`);
    runPython('syntheticEvents.py', size, events);
    const { directory, timing } = await count(events, { sequence_length: '1000000' });
    timings.push(timing);
    console.log(JSON.stringify(timing));
    if (timing.rows > MAX_COMPARED) continue;
    addComparison(`synthetic ${size}`, 'next in the session', await compareCounts(await readEvents(events), directory));
  }

  const simulated = path.join(work, 'simulated');
  mkdirSync(simulated);
  const simulate = ['--import', 'tsx', '--conditions=aisle-source', 'examples/shop/simulator/simulate.ts', simulated];
  spawnSync(process.execPath, simulate, { cwd: root });
  const logs = {
    simulator: { file: path.join(simulated, 'events.csv.gz') },
    retailrocket: {
      file: path.join(dataFolder, 'retailrocket-multibehavior/events.csv.gz'),
      format: 'retailrocket',
    },
  };
  const ruleRows = [...(await countsSql('duckdb', '.')).matchAll(RULE_ROW)].slice(0, Number(rules));
  for (const [name, source] of Object.entries(logs)) {
    const log = inOrderOfSql((await readEventLog(source)).log);
    const csv = path.join(work, `${name}.csv`);
    writeFileSync(csv, csvOf(log));
    runPython('syntheticEvents.py', csv, `${csv}.parquet`);
    for (const [, ...fields] of ruleRows) {
      const settings = Object.fromEntries(RULE_FIELDS.map((field, i) => [field, fields[i]!]));
      // The trainer's examples have whole histories.
      const { directory } = await count(`${csv}.parquet`, { ...settings, sequence_length: '1000000' });
      addComparison(name, fields[0]!.slice(1, -1), await compareCounts(log, directory));
    }
  }
  const [largest, ...smaller] = timings.sort((a, b) => b.rows - a.rows);
  const before = (await readSuites<SqlResults>(file)).sql;
  const comparisons = { ...before?.[engine]?.comparisons, ...compared };
  const results: EngineResults = {
    ...before?.[engine],
    ...largest,
    ...(smaller.length > 0 && { smaller }),
    identical: Object.values(comparisons).every((byRule) => Object.values(byRule).every(({ identical }) => identical)),
    comparisons,
  };
  const command = `pnpm bench sql --engine ${engine} --rows ${rows} --rules ${rules}`;
  await mergeSuite<SqlResults>(
    file,
    `sql ${engine}`,
    { ...runInfo(), command },
    { sql: { ...before, [engine]: results } },
  );
}
