import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesToFetch, parseManifest } from '@aisle/weights';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const sdkDist = join(repository, 'packages/sdk/dist');

/** Files in dist for bundlers, people and the shop's build. Pages do not request them. */
const NOT_FETCHED =
  /^(index\.js|.*\.d\.ts|stub(-first-paint)?\.js|first-paint-style\.js|integrity\.json|THIRD-PARTY-NOTICES\.txt|(libraries|plugins|node)\/.*)$|\.map$/;

/** The paths that Aisle may request: files of the built SDK, and files in the release's manifest. */
export async function staticPaths(): Promise<string[]> {
  const entries = await readdir(sdkDist, { recursive: true, withFileTypes: true });
  const built = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(sdkDist.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((path) => !NOT_FETCHED.test(path));
  const manifest = parseManifest(JSON.parse(await readFile(join(repository, 'models/shop/manifest.json'), 'utf8')));
  const release = ['manifest.json', ...filesToFetch(manifest).map(({ file }) => file)];
  return [...built.map((path) => `/aisle/${path}`), ...release.map((file) => `/models/shop/${file}`)].sort();
}
