import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { AisleError } from '@aisle/core';
import { categoryPath, simulateCatalogue } from './catalogue.js';
import { LOG_PERIOD } from './logPeriod.js';
import { simulateShoppers } from './shoppers.js';

function wholeNumber(given: string, option: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) {
    throw new AisleError('invalid-argument', `--${option} must be a whole number of at least 1, found "${given}".`, {
      option,
      given,
    });
  }
  return value;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shoppers: { type: 'string', default: '6000' },
    seed: { type: 'string', default: String(LOG_PERIOD.seed) },
  },
});
const [outDir] = positionals;
if (outDir === undefined) {
  throw new AisleError(
    'invalid-argument',
    'Name the folder to write to: tsx simulate.ts OUT_DIR [--shoppers N] [--seed S]. Found no folder.',
  );
}
const seed = wholeNumber(values.seed, 'seed');
const catalogue = simulateCatalogue();
const rows = simulateShoppers({
  catalogue,
  shopperCount: wholeNumber(values.shoppers, 'shoppers'),
  days: LOG_PERIOD.days,
  startMs: LOG_PERIOD.startMs,
  seed,
});

mkdirSync(outDir, { recursive: true });
const events = rows.map(
  (row) =>
    `${row.user_id},${row.item_id},${row.event},${row.timestampMs},${row.session_id},${row.price},${row.quantity},${row.index ?? ''},${row.device},${row.referrer},${row.landing_category ?? ''}\n`,
);
writeFileSync(
  join(outDir, 'events.csv.gz'),
  gzipSync(
    `user_id,item_id,event,timestamp,session_id,price,quantity,index,device,referrer,landing_category\n${events.join('')}`,
  ),
);
const items = catalogue.map(
  (product) =>
    `${[product.item_id, product.item_name, categoryPath(product), product.item_brand, product.price, product.image].join()}\n`,
);
writeFileSync(join(outDir, 'catalogue.csv'), `item_id,title,category,brand,price,image\n${items.join('')}`);

const purchases = rows.filter((row) => row.event === 'purchase').length;
console.log(
  `${rows.length} rows of ${new Set(rows.map((row) => row.user_id)).size} shoppers, ${purchases} purchases, ${catalogue.length} products in ${outDir}`,
);
