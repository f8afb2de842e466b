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

/** A release as the files that it is made of, each checked against its hash. */
export interface ReleaseBytes {
  readonly manifest: Manifest;
  /** The manifest as a published folder names it. */
  readonly manifestShard: Shard;
  readonly manifestBytes: Uint8Array;
  /** By file name; everything that the manifest names, golden vectors included. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Gives the bytes of a file by its name. */
export type ReadFile = (name: string) => Promise<Uint8Array>;

/** What a first visit fetches, then files of roles that this version does not know, golden vectors last. */
export const namedFiles = (manifest: Manifest): Shard[] => [
  ...new Set([...filesToFetch(manifest), ...deltaFiles(manifest)]),
  manifest.golden,
];

/** @param advice what to do where a file cannot be read */
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
  folderReader(path.join(folder, FILES_FOLDER), 'Publish the release again from the folder that train wrote.');

/** @throws AisleError `shard-corrupt`, or as `read` does */
export async function readShard(read: ReadFile, { file, bytes: expectedBytes, sha256 }: Shard): Promise<Uint8Array> {
  const bytes = await read(file);
  const found = await sha256Hex(bytes);
  if (bytes.byteLength === expectedBytes && found === sha256) return bytes;
  const message = `${file}: expected ${expectedBytes} bytes with SHA-256 ${sha256}, found ${bytes.byteLength} with ${found}. Publish the release again from the folder that train wrote.`;
  throw new AisleError('shard-corrupt', message, { file });
}

/** What a folder that train wrote calls `manifest.json` gets a name that stands for its content. */
async function manifestShardOf(bytes: Uint8Array): Promise<Shard> {
  const sha256 = await sha256Hex(bytes);
  return { file: `manifest.${sha256.slice(0, 16)}.json`, bytes: bytes.byteLength, sha256 };
}

/** @throws AisleError `manifest-invalid` for what is no JSON, or as `parseManifest` does */
export function manifestOf(bytes: Uint8Array, name: string): Manifest {
  return parseManifest(
    parseJson(new TextDecoder().decode(bytes), name, 'Take it again from the folder that train wrote.'),
  );
}

/**
 * @param manifest its name in a folder that train wrote, its shard in a published one
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
