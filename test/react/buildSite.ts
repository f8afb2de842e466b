import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const sourceOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The built packages, as users install them, with React's development build, which logs warnings. */
const shared = (react: Record<string, string>): BuildOptions => ({
  bundle: true,
  jsx: 'automatic',
  alias: {
    '@aisle/sdk/decide': join(packages, 'sdk/dist/plugins/decide.js'),
    '@aisle/sdk': join(packages, 'sdk/dist/index.js'),
    '@aisle/react': join(packages, 'react/dist/index.js'),
    ...react,
  },
  define: { 'process.env.NODE_ENV': '"development"' },
  logLevel: 'warning',
});

const STYLE =
  '<style>ol{display:grid;margin:0;padding:0} li{display:block;height:40px} header,main>button{display:block;height:40px}</style>';

const html = (head: string, markup: string, script: string) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">${STYLE}${head}</head>
  <body><div id="root">${markup}</div><script type="module" src="${script}"></script></body>
</html>
`;

/**
 * Writes the pages into `directory`. `index.html` is client-rendered. `server.html` and `server-given.html` are
 * server-rendered, with the script in the head. `hooks.html` tests the other hooks.
 *
 * @param major the major version of React
 */
export async function buildSite(directory: string, major: 18 | 19): Promise<void> {
  await mkdir(directory, { recursive: true });
  const options = shared(major === 18 ? { react: 'react-18', 'react-dom': 'react-dom-18' } : {});
  const server = join(directory, 'renderOnServer.cjs');
  await build({
    ...options,
    entryPoints: [sourceOf('page.tsx'), sourceOf('hooks.tsx')],
    outdir: directory,
    format: 'esm',
    target: 'es2022',
  });
  await build({
    ...options,
    entryPoints: [sourceOf('renderOnServer.tsx')],
    outfile: server,
    format: 'cjs',
    platform: 'node',
  });
  const { renderOnServer } = createRequire(import.meta.url)(server) as typeof import('./renderOnServer.js');
  const head = `<script>${await readFile(join(packages, 'sdk/dist/first-paint-style.js'), 'utf8')}</script>`;
  await writeFile(join(directory, 'index.html'), html('', '', 'page.js'));
  await writeFile(join(directory, 'server.html'), html(head, renderOnServer('options'), 'page.js'));
  await writeFile(join(directory, 'server-given.html'), html(head, renderOnServer('given'), 'page.js'));
  await writeFile(join(directory, 'hooks.html'), html('', '', 'hooks.js'));
}
