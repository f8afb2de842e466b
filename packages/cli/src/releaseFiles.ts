import { AisleError, toAisleError } from '@aisle/core';
import { assembleRelease, parseManifest, sha256Hex, type Release, type Shard } from '@aisle/weights';
import type { ReleaseFile } from '@aisle/weights/write';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes a file so that a reader sees the old content or the new, never half of it. */
export async function writeWhole(file: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
}

export async function writeRelease(directory: string, files: readonly ReleaseFile[]): Promise<void> {
  for (const { name, bytes } of files) await writeWhole(path.join(directory, name), bytes);
}

/** Reads and verifies a release folder. @throws AisleError `data-unreadable`, or as `parseManifest` and the loader do */
export async function readRelease(directory: string): Promise<Release> {
  const read = (name: string) =>
    readFile(path.join(directory, name)).catch((cause: unknown) => {
      const { message } = toAisleError(cause);
      throw new AisleError(
        'data-unreadable',
        `Asked for the release in ${directory}, but ${name} cannot be read: ${message}. Give --model the folder that train wrote.`,
        { directory, name },
        cause,
      );
    });
  const manifest = parseManifest(JSON.parse(String(await read('manifest.json'))));
  const verified = async ({ file, sha256 }: Shard) => {
    const bytes = await read(file);
    const found = await sha256Hex(bytes);
    if (found === sha256) return new Uint8Array(bytes);
    throw new AisleError('shard-corrupt', `${path.join(directory, file)}: expected SHA-256 ${sha256}, found ${found}. Train again.`);
  };
  return assembleRelease(manifest, await Promise.all(manifest.shards.map(verified)), await verified(manifest.itemIds));
}
