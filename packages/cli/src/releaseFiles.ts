import { access, constants, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AisleError, toAisleError } from '@aisle/core';
import {
  assembleRelease,
  filesToFetch,
  parseManifest,
  type Release,
  type Shard,
  sha256Hex,
  wholeModel,
} from '@aisle/weights';
import type { ReleaseFile } from '@aisle/weights/write';
import { parseJson } from './parseJson.js';

/** Suffix of a file that is not complete. */
export const PARTIAL_SUFFIX = '.part';

/** Writes a file atomically: a reader sees either the old or the new content. */
export async function writeAtomically(file: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file + PARTIAL_SUFFIX, bytes);
  await rename(file + PARTIAL_SUFFIX, file);
}

/**
 * Creates the folder, if it does not exist. A command that works for hours calls this first.
 *
 * @throws AisleError `invalid-argument` if the folder cannot be written into
 */
export async function prepareFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (cause) {
    throw new AisleError(
      'invalid-argument',
      `Asked to write into ${directory}, which is not possible: ${toAisleError(cause).message}. Give --out a folder that you may write into.`,
      { out: directory },
      cause,
    );
  }
}

export async function writeRelease(directory: string, files: readonly ReleaseFile[]): Promise<void> {
  for (const { name, bytes } of files) await writeAtomically(path.join(directory, name), bytes);
}

/**
 * Reads and verifies a release folder. All parameters are float32.
 *
 * @throws AisleError `data-unreadable`, `shard-corrupt`, or as `parseManifest` does
 */
export async function readRelease(directory: string): Promise<Release> {
  const read = (name: string) =>
    readFile(path.join(directory, name)).catch((cause: unknown) => {
      const { message } = toAisleError(cause);
      throw new AisleError(
        'data-unreadable',
        `Asked for the release in ${directory}, but ${name} cannot be read: ${message}. Give --model a release folder.`,
        { directory, name },
        cause,
      );
    });
  const manifest = parseManifest(
    parseJson(
      String(await read('manifest.json')),
      path.join(directory, 'manifest.json'),
      'Restore the folder, or train again.',
    ),
  );
  const verified = async (shard: Shard) => {
    const bytes = await read(shard.file);
    const found = { bytes: bytes.byteLength, sha256: await sha256Hex(bytes) };
    if (found.bytes === shard.bytes && found.sha256 === shard.sha256) return new Uint8Array(bytes);
    const describe = ({ bytes, sha256 }: typeof found) => `${bytes} bytes with SHA-256 ${sha256}`;
    const file = path.join(directory, shard.file);
    throw new AisleError(
      'shard-corrupt',
      `${file}: expected ${describe(shard)}, found ${describe(found)}. Restore the folder, or train again.`,
      { file },
    );
  };
  const files = await Promise.all(
    filesToFetch(manifest).map(async (shard) => [shard.file, await verified(shard)] as const),
  );
  const release = assembleRelease(manifest, new Map(files));
  return { ...release, ...wholeModel(release) };
}
