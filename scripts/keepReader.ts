import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/*
 * Keeps today's reader of releases as a fixture. A test shows that it still reads what later versions write, as pages
 * that were deployed earlier must. Run it once for each format that must stay readable, under a new name:
 *
 *   npx -y pnpm@12 exec tsx scripts/keepReader.ts reader-NAME
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = ''] = process.argv.slice(2);
if (!/^reader-[\w-]+$/.test(name))
  throw new Error(`Asked to keep a reader as ${JSON.stringify(name)}; give a name such as reader-format2.`);

await build({
  entryPoints: [join(root, 'scripts/keptReader.ts')],
  outfile: join(root, 'test/fixtures', `${name}.mjs`),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['aisle-source'],
  // Fetched only by browsers that do not know the signature's algorithm.
  external: ['@noble/ed25519'],
  banner: { js: '// The reader of releases as it was when this file was made by scripts/keepReader.ts. Never edited.' },
});
