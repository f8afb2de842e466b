import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../project.js';
import type { LogKind } from './results.js';
import { type SyntheticEvent, syntheticLog } from './syntheticLog.js';

const ROWS_PER_WRITE = 20_000;

const COLUMNS = 'user_id,item_id,event,timestamp,price';

const csvLine = ({ userId, itemId, event, timestampMs, price }: SyntheticEvent) =>
  `${userId},${itemId},${event},${new Date(timestampMs).toISOString()},${price}`;

const jsonLine = ({ userId, itemId, event, timestampMs, price }: SyntheticEvent) =>
  JSON.stringify({
    user_id: userId,
    item_id: itemId,
    event,
    timestamp: new Date(timestampMs).toISOString(),
    price,
  });

async function writeText(file: string, eventCount: number, kind: 'csv' | 'jsonl'): Promise<void> {
  const stream = createWriteStream(`${file}.part`);
  let lines = kind === 'csv' ? [COLUMNS] : [];
  const write = async () => {
    if (!stream.write(`${lines.join('\n')}\n`)) await once(stream, 'drain');
    lines = [];
  };
  for (const event of syntheticLog(eventCount)) {
    lines.push(kind === 'csv' ? csvLine(event) : jsonLine(event));
    if (lines.length === ROWS_PER_WRITE) await write();
  }
  await write();
  stream.end();
  await once(stream, 'finish');
  await rename(`${file}.part`, file);
}

/**
 * The file of an invented log, written unless it exists.
 *
 * @param python with pyarrow, for Parquet
 */
export async function logFile(folder: string, kind: LogKind, eventCount: number, python: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${eventCount}.${kind}`);
  if (existsSync(file)) return file;
  if (kind !== 'parquet') await writeText(file, eventCount, kind);
  else {
    const csv = await logFile(folder, 'csv', eventCount, python);
    const script = path.join(root, 'bench/training/csvToParquet.py');
    const { status } = spawnSync(python, [script, csv, file], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`${python} could not write ${file}. Give --python a Python that has pyarrow.`);
  }
  return file;
}
