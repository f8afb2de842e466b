export interface AssetsOptions {
  readonly directory: string;
  /** Whether to copy the script tag and its plugins too. */
  readonly tag: boolean;
}

/**
 * Copies the SDK's files that pages load by URL.
 *
 * @throws AisleError `data-unreadable` if a file cannot be read or written
 */
export async function assets({ directory, tag }: AssetsOptions, print: (text: string) => void): Promise<void> {
  const { copyAssets } = await import('@aisle/sdk/assets');
  const files = copyAssets(directory, { tag });
  print(`${files.length} files are in ${directory}. Serve them all; the worker is aisle-worker.js.`);
}
