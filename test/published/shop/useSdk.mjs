import { createRequire } from 'node:module';
import { createFakeAisle } from '@aisle/sdk/testing';

const require = createRequire(import.meta.url);
const { exports } = require('@aisle/sdk/package.json');
const entries = {};
// The worker does not run in Node, and `global` has types only.
const isEntry = (path) => !/\.js(on)?$|^\.\/global$/.test(path);
for (const path of Object.keys(exports).filter(isEntry))
  entries[path] = Object.keys(await import(`@aisle/sdk${path.slice(1)}`)).length;

const aisle = createFakeAisle({ order: ['b'] });
const { items } = await aisle.rerank(['a', 'b']);
console.log(JSON.stringify({ entries, items, hashes: Object.keys(require('@aisle/sdk/integrity.json')).length }));
