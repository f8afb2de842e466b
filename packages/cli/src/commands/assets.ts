import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface AssetsOptions {
  readonly directory: string;
  /** Whether to copy the script tag and its plugins too. */
  readonly tag: boolean;
}

/** The SDK that the project in the current folder has installed, or the one that came with this command. */
async function sdkAssets(): Promise<typeof import('@aisle/sdk/assets')> {
  try {
    const installed = createRequire(join(process.cwd(), 'package.json')).resolve('@aisle/sdk/assets');
    return (await import(pathToFileURL(installed).href)) as typeof import('@aisle/sdk/assets');
  } catch {
    return import('@aisle/sdk/assets');
  }
}

/**
 * Copies the SDK's files that pages load by URL.
 *
 * @throws AisleError `data-unreadable` if a file cannot be read or written
 */
export async function assets({ directory, tag }: AssetsOptions, print: (text: string) => void): Promise<void> {
  const { copyAssets } = await sdkAssets();
  const files = copyAssets(directory, { tag });
  print(`${files.length} files are in ${directory}. Serve them all; the worker is aisle-worker.js.`);
}
