import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';

// A training in a separate process. A busy machine takes several times longer than usual.
vi.setConfig({ testTimeout: 120_000 });

const files = temporaryFiles();
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const EXPORTS = fileURLToPath(new URL('../data/testing/exports/', import.meta.url));

const aisle = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--conditions=aisle-source', '--import', 'tsx', MAIN, ...args]);

/** What the fixtures have about shoppers, and no release may have. */
const PRIVATE = [
  '@shop.example',
  '1000.17092',
  'account-',
  'anon-0',
  'person-0',
  'duid-0',
  '192.0.2',
  'Invented',
  'Sample Road',
  '+49 30',
];

test.each([
  ['shopify_orders.csv', 'TENT-2', '--catalogue', path.join(EXPORTS, 'shopify_products.csv')],
  ['woocommerce_orders.json', '101'],
  ['woocommerce_orders.csv', 'TENT-2'],
  ['magento_sales_order.csv', 'TENT-2', '--order-items', path.join(EXPORTS, 'magento_sales_order_item.csv')],
  ['segment_events.jsonl', '101'],
  ['posthog_events.jsonl', '101'],
  ['snowplow_events.jsonl', 'TENT-2'],
  ['ga4_events.parquet', 'TENT-2'],
])('train %s: one command from the export to a release', async (name, itemId, ...options) => {
  const out = path.join(files.folder, name);
  await aisle('train', path.join(EXPORTS, name), '--out', out, '--epochs', '1', ...options);
  const contents = readdirSync(out).map((file) => readFileSync(path.join(out, file), 'latin1'));
  expect(contents.some((content) => content.includes(JSON.stringify(itemId)))).toBe(true);
  for (const word of PRIVATE)
    expect(
      contents.some((content) => content.includes(word)),
      word,
    ).toBe(false);
});

test('evaluate reads the export again, with other hashes', async () => {
  const { stdout } = await aisle(
    'evaluate',
    path.join(EXPORTS, 'shopify_orders.csv'),
    '--model',
    path.join(files.folder, 'shopify_orders.csv'),
  );
  expect(stdout).toContain('16 test examples');
});
