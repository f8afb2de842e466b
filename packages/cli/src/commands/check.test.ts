import { expect, test } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import type { Progress } from '../progress.js';
import { type CheckOptions, check } from './check.js';

const files = temporaryFiles();
const SILENT: Progress = { update: () => {}, log: () => {}, clear: () => {} };
const HEADER = 'user_id,item_id,event,timestamp\n';
/** Three hundred shoppers on thirty days. Each views two items and buys one. */
const BUY_ONCE = files.write(
  'buy-once.csv',
  HEADER +
    Array.from({ length: 300 }, (_, i) => {
      const day = `2024-01-${String(Math.floor(i / 10) + 1).padStart(2, '0')}`;
      return `u${i},A${i % 5},view,${day} 10:00\nu${i},B${i % 5},view,${day} 10:01\nu${i},A${i % 5},buy,${day} 10:05\n`;
    }).join(''),
);

async function printed(options: Partial<CheckOptions> & { data: string }): Promise<string> {
  const lines: string[] = [];
  const unset = { format: undefined, catalogueFile: undefined, test: undefined, target: undefined };
  await check({ ...unset, json: false, ...options }, SILENT, (line) => lines.push(line));
  return lines.join('\n');
}

test('the page says which split measures a log in which everybody buys once', async () => {
  const page = await printed({ data: BUY_ONCE });
  expect(page).toContain(`${BUY_ONCE} (csv): 900 rows`);
  expect(page).toContain('  shoppers    300, 0 of them came at two times or more');
  expect(page.replaceAll(/\s+/g, ' ')).toContain(
    // Ten shoppers a day. The tenth of the time before 28 January begins on the 25th at 08:12.
    'split time:2024-01-28, because leave-one-out leaves too few examples or too little to train on: 30 validation and 30 test examples. ' +
      '30 test examples: figures over fewer than 100 are rough. Look at their intervals. Verdict',
  );
});

test('a split without examples is explained', async () => {
  const page = await printed({ data: BUY_ONCE, split: 'leave-one-out' });
  expect(page.replaceAll(/\s+/g, ' ')).toContain(
    'split leave-one-out: 0 validation and 0 test examples. With --split leave-one-out, a shopper needs two purchased items',
  );
});

test('--json prints the summary', async () => {
  expect(JSON.parse(await printed({ data: BUY_ONCE, json: true }))).toMatchObject({
    file: BUY_ONCE,
    rows: 900,
    shoppers: 300,
    verdict: { level: 'counts' },
  });
});
