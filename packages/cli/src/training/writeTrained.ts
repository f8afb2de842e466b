import { gzipSync } from 'node:zlib';
import { AisleError } from '@aisle/core';
import type { TrainedModel } from '@aisle/model';
import { filesToFetch, type Manifest, parseManifest } from '@aisle/weights';
import { packRelease, releaseBytesGzip } from '@aisle/weights/write';
import { writeRelease } from '../releaseFiles.js';
import { goldenVectors } from './goldenVectors.js';

export interface ReleaseOptions {
  readonly out: string;
  readonly name: string;
  readonly seed: number;
  /** The command line, for the report. */
  readonly command?: string | undefined;
}

/** The release id is this name, the date and a hash. */
const RELEASE_NAME = /^[\w.-]{1,60}$/;

/** @throws AisleError `invalid-argument` */
export function checkReleaseName(name: string): void {
  if (RELEASE_NAME.test(name)) return;
  throw new AisleError(
    'invalid-argument',
    `--name must be 1 to 60 letters, digits, dots or dashes, found ${JSON.stringify(name)}.`,
  );
}

/**
 * Writes the release of a model.
 *
 * @param model quantised
 * @param parent manifest of the release that the training continued from
 * @returns fields of the report
 */
export async function writeTrained(
  model: TrainedModel,
  itemIds: readonly string[],
  { out, name, seed }: ReleaseOptions,
  parent?: Manifest,
) {
  const golden = await goldenVectors(model, seed);
  const createdAt = new Date().toISOString();
  const files = await packRelease(model, itemIds, golden, {
    name,
    createdAt,
    ...(parent && { parent: parent.releaseId }),
  });
  await writeRelease(out, files);
  const manifest = parseManifest(JSON.parse(new TextDecoder().decode(files.at(-1)!.bytes)));
  const parentFiles = new Set(parent && filesToFetch(parent).map(({ file }) => file));
  const changed = filesToFetch(manifest).filter(({ file }) => !parentFiles.has(file));
  return {
    createdAt,
    releaseId: manifest.releaseId,
    fileCount: files.length,
    releaseBytesGzip: await releaseBytesGzip(files),
    /** Gzip bytes of the files that a browser with the parent release downloads, without deltas and manifest. */
    ...(parent && {
      changedFiles: Object.fromEntries(
        changed.map(({ file }) => [file, gzipSync(files.find(({ name }) => name === file)!.bytes).byteLength]),
      ),
    }),
  };
}
