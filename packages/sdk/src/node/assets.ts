import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AisleError, toAisleError } from '@aisle/core';

export interface AssetOptions {
  /** Includes the script tag and its plugins. Default true. A bundled app needs only the worker and its chunks. */
  readonly tag?: boolean;
}

/**
 * The folder of the SDK's built files.
 *
 * @throws AisleError `data-unreadable` if they are missing
 */
export function assetFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('@aisle/sdk/aisle-worker.js'));
  } catch (cause) {
    throw new AisleError(
      'data-unreadable',
      'The file aisle-worker.js of @aisle/sdk was not found. Install the package again. In the repository of Aisle, run pnpm build.',
      {},
      cause,
    );
  }
}

/**
 * The files that a page loads by URL, as paths relative to `assetFolder()`: the worker first, then its chunks, and the
 * scripts for pages. All belong to one version, so deploy them together.
 */
export function assetFiles({ tag = true }: AssetOptions = {}): string[] {
  const folder = assetFolder();
  const isScript = (name: string) => /^(aisle-?.*|stub.*|first-paint.*)\.js$|^integrity\.json$/.test(name);
  const scripts = readdirSync(folder).filter((name) => isScript(name) && name !== 'aisle-worker.js');
  const chunks = readdirSync(join(folder, 'chunks')).filter((name) => name.endsWith('.js'));
  return ['aisle-worker.js', ...chunks.map((name) => `chunks/${name}`), ...(tag ? scripts.sort() : [])];
}

/**
 * Copies the files to a folder that the shop serves, such as `public/aisle`. Files of earlier versions stay, because cached
 * pages may still load their chunks.
 *
 * @returns the copied files, relative to the folder
 * @throws AisleError `data-unreadable` if a file cannot be read or written
 */
export function copyAssets(directory: string, options?: AssetOptions): string[] {
  const [folder, files] = [assetFolder(), assetFiles(options)];
  try {
    mkdirSync(join(directory, 'chunks'), { recursive: true });
    for (const file of files) cpSync(join(folder, file), join(directory, file));
  } catch (cause) {
    throw new AisleError(
      'data-unreadable',
      `The files of @aisle/sdk could not be copied to ${directory}: ${toAisleError(cause).message}. Name a folder that can be written.`,
      { directory },
      cause,
    );
  }
  return files;
}
