import { existsSync } from 'node:fs';
import path from 'node:path';
import { deltaFile, FILES_FOLDER } from '@aisle/weights';
import { gzipSize, writeImmutable } from './compressed.js';
import { createDelta, isValidDelta } from './delta.js';
import { publishedFiles, type ReleaseBytes } from './releaseBytes.js';

/** A delta in a published folder. */
export interface PublishedDelta {
  readonly from: string;
  readonly to: string;
  readonly bytesGzip: number;
  /** Size of the files that a device would fetch without the delta. Absent if the delta already existed. */
  readonly replacesBytesGzip?: number;
}

/**
 * Writes the delta between two releases of a published folder, unless it exists.
 *
 * @returns undefined if a delta saves no bytes
 */
export async function publishDelta(
  folder: string,
  older: ReleaseBytes,
  newer: ReleaseBytes,
): Promise<PublishedDelta | undefined> {
  const ends = { from: older.manifest.releaseId, to: newer.manifest.releaseId };
  const name = deltaFile(ends.from, ends.to);
  const directory = path.join(folder, FILES_FOLDER);
  if (existsSync(path.join(directory, name))) {
    // A valid file is kept unchanged, because hosts may cache it forever.
    const bytes = await publishedFiles(folder)(name);
    if (await isValidDelta(bytes, older, newer)) return { ...ends, bytesGzip: await gzipSize(bytes) };
  }
  const delta = await createDelta(older, newer);
  if (!delta) return undefined;
  await writeImmutable(directory, name, delta.bytes);
  return { ...ends, bytesGzip: delta.bytesGzip, replacesBytesGzip: delta.replacesBytesGzip };
}
