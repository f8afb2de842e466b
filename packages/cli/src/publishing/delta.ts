import { AisleError } from '@aisle/core';
import { applyDelta, deltaFiles, sha256Hex } from '@aisle/weights';
import { makeDelta } from '@aisle/weights/write';
import { gzipSize } from './compressed.js';
import type { ReleaseBytes } from './releaseBytes.js';

export interface Delta {
  readonly bytes: Uint8Array;
  readonly bytesGzip: number;
  /** The files that a device would fetch without it, each compressed by gzip. */
  readonly replacesBytesGzip: number;
}

/** A file's name begins with what it holds. */
const stemOf = (file: string) => file.split('.')[0];

/**
 * The delta that makes the newer release's changed files from the older one's. A file that is smaller whole is left out.
 * Sizes are compared as gzip makes them, since every host has that.
 *
 * @returns undefined where nothing changed, or a delta saves nothing
 * @throws AisleError `internal` where it would not give the very files
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
    `The delta from ${from} to ${to} does not give the files of ${to}. Nothing was published; report this with both release folders.`,
    { from, to },
  );
}

/** Whether the delta, applied as a device does it, gives files with the hashes that the newer manifest names. */
export async function isValidDelta(delta: Uint8Array, older: ReleaseBytes, newer: ReleaseBytes): Promise<boolean> {
  const shards = deltaFiles(newer.manifest);
  try {
    const made = applyDelta(
      delta,
      deltaFiles(older.manifest).map(({ file }) => older.files.get(file)),
      shards.map(({ bytes }) => bytes),
    );
    const hashes = await Promise.all(made.map((file) => file && sha256Hex(file)));
    return (
      hashes.some((hash) => hash !== undefined) &&
      hashes.every((hash, i) => hash === undefined || hash === shards[i]!.sha256)
    );
  } catch (error) {
    if (error instanceof AisleError && error.code === 'delta-invalid') return false;
    throw error;
  }
}
