/** Writes the pages of the example shop. `pnpm dev` starts it anew for each build, so that it runs the changed code. */
import { readFile } from 'node:fs/promises';
import { buildShop } from '../../examples/shop/build.js';

const [outDir, stubPath, reloadScript] = process.argv.slice(2) as [string, string, string];
await buildShop({ outDir, stub: (await readFile(stubPath, 'utf8')) + reloadScript });
