import { AisleError } from '@aisle/core';
import { applyDelta, deltaFiles, sha256Hex } from '@aisle/weights';
import { makeDelta } from '@aisle/weights/write';
import { gzipSize } from './compressed.js';
import type { ReleaseBytes } from './releaseBytes.js';

export interface Delta {
  readonly bytes: Uint8Array;
  readonly bytesGzip: number;
  /** Gzip bytes of the files that a device would fetch without the delta. */
  readonly replacesBytesGzip: number;
}

/** The first part of a file's name is its role. */
const stemOf = (file: string) => file.split('.')[0];

/**
 * Creates the delta from the older release's files to the changed files of the newer one. A file that is smaller in full
 * is excluded. Every host supports gzip, so sizes are compared after it.
 *
 * @returns undefined if a delta saves no bytes
 * @throws AisleError `internal` if the delta does not reproduce the files
 */
export async function createDelta(older: ReleaseBytes, newer: ReleaseBytes): Promise<Delta | undefined> {
  const baseFiles = deltaFiles(older.manifest).map(({ file }) => ({ file, bytes: older.files.get(file)! }));
  const parts = [];
  for (const { file } of deltaFiles(newer.manifest)) {
    const bytes = newer.files.get(file)!;
    const base = older.files.has(file)
      ? -1
      : baseFiles.findIndex((candidate) => stemOf(candidate.file) === stemOf(file));
    const fullGzip = base < 0 ? 0 : await gzipSize(bytes);
    const saves = base >= 0 && (await gzipSize(makeDelta([baseFiles[base]!.bytes], [{ bytes, base: 0 }]))) < fullGzip;
    parts.push({ bytes, base: saves ? base : undefined, fullGzip });
  }
  const replacesBytesGzip = parts.reduce((sum, { base, fullGzip }) => sum + (base === undefined ? 0 : fullGzip), 0);
  if (replacesBytesGzip === 0) return undefined;
  const bytes = makeDelta(
    baseFiles.map((base) => base.bytes),
    parts,
  );
  const bytesGzip = await gzipSize(bytes);
  if (bytesGzip >= replacesBytesGzip) return undefined;
  if (await isValidDelta(bytes, older, newer)) return { bytes, bytesGzip, replacesBytesGzip };
  const [from, to] = [older.manifest.releaseId, newer.manifest.releaseId];
  throw new AisleError(
    'internal',
    `The delta from ${from} to ${to} does not reproduce the files of ${to}. Nothing was published. Report this with both release folders.`,
    { from, to },
  );
}

/** Whether the delta, applied as on a device, gives files with the hashes of the newer manifest. */
export async function isValidDelta(delta: Uint8Array, older: ReleaseBytes, newer: ReleaseBytes): Promise<boolean> {
  const shards = deltaFiles(newer.manifest);
  try {
    const results = applyDelta(
      delta,
      deltaFiles(older.manifest).map(({ file }) => older.files.get(file)),
      shards.map(({ bytes }) => bytes),
    );
    const hashes = await Promise.all(results.map((file) => file && sha256Hex(file)));
    return (
      hashes.some((hash) => hash !== undefined) &&
      hashes.every((hash, i) => hash === undefined || hash === shards[i]!.sha256)
    );
  } catch (error) {
    if (error instanceof AisleError && error.code === 'delta-invalid') return false;
    throw error;
  }
}
