import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/*
 * Saves the current reader of releases as a fixture. A test checks that it still reads the releases of later versions,
 * because pages that were deployed earlier must. Run it once for each format that must stay readable, with a new name:
 *
 *   npx -y pnpm@12 exec tsx scripts/keepReader.ts reader-NAME
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = ''] = process.argv.slice(2);
if (!/^reader-[\w-]+$/.test(name))
  throw new Error(`The name of the fixture is ${JSON.stringify(name)}. Choose a name such as reader-format2.`);

await build({
  entryPoints: [join(root, 'scripts/keptReader.ts')],
  outfile: join(root, 'test/fixtures', `${name}.mjs`),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['aisle-source'],
  // Only browsers without Ed25519 load it.
  external: ['@noble/ed25519'],
  banner: { js: '// The reader of releases as it was when this file was made by scripts/keepReader.ts. Never edited.' },
});
