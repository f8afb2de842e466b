import { createRequire } from 'node:module';
import { createFakeAisle } from '@aisle/sdk/testing';

const require = createRequire(import.meta.url);
const { exports } = require('@aisle/sdk/package.json');
const entries = {};
for (const path of Object.keys(exports).filter((path) => !path.endsWith('.json')))
  entries[path] = Object.keys(await import(`@aisle/sdk${path.slice(1)}`)).length;

const aisle = createFakeAisle({ order: ['b'] });
const { items } = await aisle.rerank(['a', 'b']);
console.log(JSON.stringify({ entries, items, hashes: Object.keys(require('@aisle/sdk/integrity.json')).length }));
