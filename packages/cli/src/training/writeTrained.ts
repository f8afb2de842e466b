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
}

/** Date and hash come after it in the release id. */
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
 * Writes a model's release; what it returns belongs into the report.
 *
 * @param model quantised
 * @param parent of the release that it was trained on from
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
    /** What a browser that holds the parent has to fetch, whole files, without the manifest. */
    ...(parent && {
      changedFiles: Object.fromEntries(
        changed.map(({ file }) => [file, gzipSync(files.find(({ name }) => name === file)!.bytes).byteLength]),
      ),
    }),
  };
}
