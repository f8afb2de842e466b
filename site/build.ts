/** `pnpm build [--base /PATH/]`: writes the site into dist. */

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vitepress';
import { writeApiReference } from './apiReference.js';

const { values } = parseArgs({ options: { base: { type: 'string', default: '/' } } });

await writeApiReference();
await build(fileURLToPath(new URL('./', import.meta.url)), { base: values.base });
