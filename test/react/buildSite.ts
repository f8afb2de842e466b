import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const sourceOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What users install, not the sources; React's development build, which complains. */
const shared: BuildOptions = {
  bundle: true,
  jsx: 'automatic',
  alias: { '@aisle/sdk': join(packages, 'sdk/dist/index.js'), '@aisle/react': join(packages, 'react/dist/index.js') },
  define: { 'process.env.NODE_ENV': '"development"' },
  logLevel: 'warning',
};

const html = (markup: string) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"></head>
  <body><div id="root">${markup}</div><script type="module" src="/page.js"></script></body>
</html>
`;

/** Writes the page as rendered in the browser (`/`) and by a server (`/server.html`, `/server-given.html`) into `directory`. */
export async function buildSite(directory: string): Promise<void> {
  const server = join(directory, 'renderOnServer.cjs');
  await build({ ...shared, entryPoints: [sourceOf('page.tsx')], outfile: join(directory, 'page.js'), format: 'esm', target: 'es2022' });
  await build({ ...shared, entryPoints: [sourceOf('renderOnServer.tsx')], outfile: server, format: 'cjs', platform: 'node' });
  const { renderOnServer } = createRequire(import.meta.url)(server) as typeof import('./renderOnServer.js');
  await writeFile(join(directory, 'index.html'), html(''));
  await writeFile(join(directory, 'server.html'), html(renderOnServer('options')));
  await writeFile(join(directory, 'server-given.html'), html(renderOnServer('given')));
}
