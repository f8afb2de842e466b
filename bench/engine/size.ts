import { parseArgs } from 'node:util';
import { bundleSizes } from '../../scripts/bundleSizes.js';
import { runInfo } from '../project.js';
import { writePage } from './page.js';
import { mergeResults } from './results.js';

/** Measures the files that a page downloads, after gzip. */
export async function size(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'string' } } });
  const sizes = await bundleSizes();
  const sizesGzip = Object.fromEntries(sizes.map(({ name, bytesGzip }) => [name, bytesGzip]));
  await writePage(
    await mergeResults('size', { ...runInfo(), command: 'npx -y pnpm@12 bench size' }, { sizesGzip }, values.json),
  );
  console.table(
    sizes.map(({ what, bytesGzip, limitBytes, goalBytes }) => ({
      what,
      'bytes, gzip': bytesGzip,
      limit: limitBytes,
      'planned limit': goalBytes,
    })),
  );
}
