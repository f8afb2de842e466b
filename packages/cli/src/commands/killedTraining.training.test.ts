import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';

const files = temporaryFiles();
const CLI = fileURLToPath(new URL('../main.ts', import.meta.url));

function smallLog(): string {
  const random = seededRandom(3);
  const rows = Array.from({ length: 600 }, (_, i) => {
    const [user, item] = [i % 60, Math.floor(12 * random())];
    return `u${user},i${(item + user) % 12},view_item,${1_700_000_000 + 600 * i}`;
  });
  return files.write('log.csv', `user_id,item_id,event,timestamp\n${rows.join('\n')}\n`);
}

/** Runs `aisle train` in a separate process. @param killAt text of its output at which it is killed */
function train(data: string, out: string, killAt?: string): Promise<string> {
  const aisle = [
    'train',
    '--data',
    data,
    '--out',
    out,
    '--name',
    'killed',
    '--epochs',
    '4',
    '--split',
    'leave-one-out',
  ];
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=aisle-source', CLI, ...aisle], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (killAt !== undefined && output.includes(killAt)) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

/** The files of a release by name, without those that have its date. */
const filesOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.bin'))
      .map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]),
  );

test('a training that is killed ends with the same release', async () => {
  const data = smallLog();
  const [whole, killed] = [path.join(files.folder, 'whole'), path.join(files.folder, 'killed')];
  await train(data, whole);
  // The second epoch is reported after the checkpoint of the first one.
  expect(await train(data, killed, 'epoch 2/4')).not.toContain('epoch 4/4');
  expect(readdirSync(killed)).toEqual(['checkpoint.bin']);
  expect(await train(data, killed)).toContain('Resuming after epoch');
  expect(Object.keys(filesOf(whole)).length).toBeGreaterThan(2);
  expect(filesOf(killed)).toEqual(filesOf(whole));
}, 240_000);
