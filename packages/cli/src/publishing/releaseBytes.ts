import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AisleError, toAisleError } from '@aisle/core';
import {
  deltaFiles,
  FILES_FOLDER,
  filesToFetch,
  type Manifest,
  parseManifest,
  type Shard,
  sha256Hex,
} from '@aisle/weights';
import { parseJson } from '../parseJson.js';

/** The files of a release, with verified hashes. */
export interface ReleaseBytes {
  readonly manifest: Manifest;
  /** Name and hash of the manifest in a published folder. */
  readonly manifestShard: Shard;
  readonly manifestBytes: Uint8Array;
  /** All files of the manifest by name, including golden vectors. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Reads a file by its name. */
export type ReadFile = (name: string) => Promise<Uint8Array>;

/** The files of a first visit, then files of unknown roles, then golden vectors. */
export const namedFiles = (manifest: Manifest): Shard[] => [
  ...new Set([...filesToFetch(manifest), ...deltaFiles(manifest)]),
  manifest.golden,
];

/** @param advice for the error if a file cannot be read */
export function folderReader(folder: string, advice: string): ReadFile {
  return async (name) => {
    const bytes = await readFile(path.join(folder, name)).catch((cause: unknown) => {
      throw new AisleError(
        'data-unreadable',
        `Asked for ${name} in ${folder}, but it cannot be read: ${toAisleError(cause).message}. ${advice}`,
        { folder, name },
        cause,
      );
    });
    return new Uint8Array(bytes);
  };
}

export const publishedFiles = (folder: string): ReadFile =>
  folderReader(path.join(folder, FILES_FOLDER), 'Publish the release folder again.');

/** @throws AisleError `shard-corrupt`, or as `read` does */
export async function readShard(read: ReadFile, { file, bytes: expectedBytes, sha256 }: Shard): Promise<Uint8Array> {
  const bytes = await read(file);
  const found = await sha256Hex(bytes);
  if (bytes.byteLength === expectedBytes && found === sha256) return bytes;
  const message = `${file}: expected ${expectedBytes} bytes with SHA-256 ${sha256}, found ${bytes.byteLength} with ${found}. Publish the release folder again.`;
  throw new AisleError('shard-corrupt', message, { file });
}

/** In a published folder, the name of a manifest contains its hash. */
export async function manifestShardOf(bytes: Uint8Array): Promise<Shard> {
  const sha256 = await sha256Hex(bytes);
  return { file: `manifest.${sha256.slice(0, 16)}.json`, bytes: bytes.byteLength, sha256 };
}

/** @throws AisleError `manifest-invalid` if the file is not JSON, or as `parseManifest` does */
export function manifestOf(bytes: Uint8Array, name: string): Manifest {
  return parseManifest(parseJson(new TextDecoder().decode(bytes), name, 'Copy it again from the release folder.'));
}

/**
 * @param manifest its name in a release folder, or its shard in a published folder
 * @throws AisleError `data-unreadable`, `shard-corrupt`, or as `parseManifest` does
 */
export async function readReleaseBytes(read: ReadFile, manifest: string | Shard): Promise<ReleaseBytes> {
  const manifestBytes = typeof manifest === 'string' ? await read(manifest) : await readShard(read, manifest);
  const manifestShard = typeof manifest === 'string' ? await manifestShardOf(manifestBytes) : manifest;
  const parsed = manifestOf(manifestBytes, manifestShard.file);
  const files = new Map<string, Uint8Array>();
  for (const shard of namedFiles(parsed)) files.set(shard.file, await readShard(read, shard));
  return { manifest: parsed, manifestShard, manifestBytes, files };
}
