import { AisleError } from '@aisle/core';
import { filesToFetch } from '../manifest.js';
import { parseManifest } from '../parseManifest.js';
import type { ReleaseFile } from './packRelease.js';

/**
 * The bytes that a shopper's first visit downloads: the manifest and all files that a browser fetches, each compressed
 * by gzip at zlib's default level. Golden vectors are not included.
 *
 * @param files the result of `packRelease`
 * @throws AisleError `weights-mismatch` for a missing file, or as `parseManifest` does
 */
export async function releaseBytesGzip(files: readonly ReleaseFile[]): Promise<number> {
  const named = (name: string): Uint8Array => {
    const file = files.find((candidate) => candidate.name === name);
    if (file) return file.bytes;
    throw new AisleError(
      'weights-mismatch',
      `Release: expected a file ${name} among ${files.length}, found none. Write the release again.`,
      { name },
    );
  };
  const manifestBytes = named('manifest.json');
  const manifest = parseManifest(JSON.parse(new TextDecoder().decode(manifestBytes)));
  const fetched = [manifestBytes, ...filesToFetch(manifest).map(({ file }) => named(file))];
  return (await Promise.all(fetched.map(gzipBytes))).reduce((sum, bytes) => sum + bytes, 0);
}

async function gzipBytes(bytes: Uint8Array): Promise<number> {
  const compressed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream('gzip'));
  return (await new Response(compressed).arrayBuffer()).byteLength;
}
