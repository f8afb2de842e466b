import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AisleError, toAisleError } from '@aisle/core';

export interface AssetOptions {
  /** Includes the script tag and its plugins. Default true. A bundled app needs only the worker and its chunks. */
  readonly tag?: boolean;
}

/** The folder of the SDK's built files. The path is the same from the source and from the built file. */
export const assetFolder = (): string => fileURLToPath(new URL('../../dist/', import.meta.url));

/**
 * The files that a page loads by URL, as paths relative to `assetFolder()`: the worker first, then its chunks, and the
 * scripts for pages. All belong to one version, so deploy them together.
 *
 * @throws AisleError `data-unreadable` if they are missing
 */
export function assetFiles({ tag = true }: AssetOptions = {}): string[] {
  const folder = assetFolder();
  const isScript = (name: string) => /^(aisle-?.*|stub.*|first-paint.*)\.js$|^integrity\.json$/.test(name);
  try {
    const scripts = readdirSync(folder).filter((name) => isScript(name) && name !== 'aisle-worker.js');
    const chunks = readdirSync(join(folder, 'chunks')).filter((name) => name.endsWith('.js'));
    return ['aisle-worker.js', ...chunks.map((name) => `chunks/${name}`), ...(tag ? scripts.sort() : [])];
  } catch (cause) {
    throw new AisleError(
      'data-unreadable',
      `The built files of @aisle/sdk were not found in ${folder}. Install the package again; in the repository of Aisle, run pnpm build.`,
      { folder },
      cause,
    );
  }
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
