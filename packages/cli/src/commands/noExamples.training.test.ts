import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test, vi } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';

// A training in a separate process. A busy machine takes several times longer than usual.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const files = temporaryFiles();
/** Thirty shoppers on thirty days. Each views two items and buys one. */
const LOG = files.write(
  'buy-once.csv',
  'user_id,item_id,event,timestamp\n' +
    Array.from({ length: 30 }, (_, i) => {
      const day = `2024-01-${String(i + 1).padStart(2, '0')}`;
      const item = `item-${i % 5}`;
      return `u${i},item-${(i + 1) % 5},view,${day} 10:00\nu${i},${item},view,${day} 10:01\nu${i},${item},buy,${day} 10:05\n`;
    }).join(''),
);
const OUT = path.join(files.folder, 'release');

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const aisle = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--conditions=aisle-source', '--import', 'tsx', MAIN, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );

let trained: Awaited<ReturnType<typeof aisle>>;
beforeAll(async () => {
  trained = await aisle('train', '--data', LOG, '--out', OUT, '--epochs', '2', '--split', 'leave-one-out');
});

test('a training without examples says so and prints no figures', () => {
  expect([trained.code, trained.stderr]).toEqual([0, expect.stringContaining('No validation examples: ')]);
  expect(trained.stderr).toContain(
    'No test examples: the quality of the release is not measured. ' +
      'With --split leave-one-out, a shopper needs two purchased items, and an event before each of them. ' +
      '--split time:2024-01-28 gives 3 test examples. Without --split, the command finds it.',
  );
  expect(trained.stderr).toContain('its quality was not measured, because there are no test examples');
  expect(trained.stderr).not.toMatch(/NDCG|HR@/);
  expect(trained.stderr).toContain(`Next: open ${path.join(OUT, 'report.html')}.`);
});

test('the report of a training without examples has no figures', () => {
  const report = JSON.parse(readFileSync(path.join(OUT, 'report.json'), 'utf8'));
  expect(report).toMatchObject({ test: null, quantization: null });
  expect(report).toMatchObject({ evaluation: null, notMeasured: expect.stringContaining('--split time:2024-01-28') });
  expect(report.epochs.map(({ validationNdcg }: { validationNdcg: unknown }) => validationNdcg)).toEqual([null, null]);
});

test('the page of a training without examples claims nothing', async () => {
  const page = path.join(OUT, 'report.html');
  const written = readFileSync(page, 'utf8');
  expect(written).toContain('Not measured');
  expect(written).toContain(' time:2024-01-28 gives 3 test examples.');
  expect(written).not.toMatch(/\bu\d+\b/);
  rmSync(page);
  expect(await aisle('report', OUT)).toEqual({ code: 0, stdout: `Wrote ${page}\n`, stderr: '' });
  expect(readFileSync(page, 'utf8')).toBe(written);
});

test.each(['evaluate', 'replay'])('%s without examples stops with a reason', async (command) => {
  const { code, stdout, stderr } = await aisle(command, '--data', LOG, '--model', OUT, '--split', 'leave-one-out');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`aisle: Asked to ${command} on --data ${LOG}, found no test examples. With --split`);
  expect(stderr).toContain('Without --split, the command finds it. [data-invalid]');
});

test('evaluate with the split of the message has figures, also as a page', async () => {
  const page = path.join(files.folder, 'evaluated.html');
  const split = 'time:2024-01-28';
  const { code, stdout } = await aisle('evaluate', '--data', LOG, '--model', OUT, '--split', split, '--page', page);
  expect([code, stdout]).toEqual([0, expect.stringContaining('3 test examples')]);
  const written = readFileSync(page, 'utf8');
  expect(written).toContain('The shop has 5 items, so ten of them are 100 % of all.');
  expect(written).toContain(split);
  expect(written).not.toContain('Not measured');
});

test('evaluate without --split finds the split, and says why', async () => {
  const { code, stdout, stderr } = await aisle('evaluate', '--data', LOG, '--model', OUT);
  expect([code, stdout]).toEqual([0, expect.stringContaining('3 test examples')]);
  expect(stderr).toContain(
    'split time:2024-01-28, because leave-one-out leaves too few examples or too little to train on: ',
  );
});
